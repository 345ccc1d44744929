/**
 * Turns an example into code that checks itself. Comments that end a statement's line are claims:
 *
 *     expression // => value            also over further comment lines; `...` is whatever else
 *     const name = expression // => value
 *     console.log(expression) // => value
 *     await call() // rejects code      or `throws code`
 *
 * The value is JavaScript; `String` and `Number` in it are any text and any number. Lines keep
 * their numbers in the file, so what fails is named by file and line.
 */
import { parseSync, transformWithOxc } from 'vite'
import type { Example, Line, Part } from './find.ts'

/** A node of the parser, as far as it is looked at here. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Text of one line, and where it comes from. */
export interface Sourced extends Line {
  readonly path: string
}

const claim = /^\s*(=>|rejects|throws)\s*(.*)$/s

/**
 * The body of an async function with the parameters `$example`, `$` (what `run.ts` gives) and
 * nothing else in scope.
 */
export async function compile(example: Example, start: Part): Promise<string> {
  const parts = example.isWhole ? example.parts : [start, ...example.parts]
  const [first, ...more] = parts.map(instrumented)
  const nested = more.reduceRight((inner, part) => `{\n${part}\n${inner}}\n`, '')
  const text = `{\n${first}\nawait $.prepare?.()\n${nested}}`
  const { code } = await transformWithOxc(`const $run = async () => ${text}`, `${example.path}.ts`, {
    lang: 'ts',
    target: 'es2022',
  })
  return `${code}\nreturn $run()`
}

/**
 * The same example as a module for the compiler: each part in a block inside the one before it, so
 * that a name may be declared again, with all imports above.
 */
export function asModule(example: Example, start: Part): Sourced[] {
  const parts = example.isWhole ? example.parts : [start, ...example.parts]
  const imports: Sourced[] = []
  const body: Sourced[] = []
  const generated = (text: string): Sourced => ({ text, number: 0, path: example.path })
  for (const [at, { path, lines }] of parts.entries()) {
    if (at > 0) body.push(generated('{'))
    const code = textOf(lines)
    const taken = new Set<number>()
    for (const { type, start, end } of parse(code, path, example.language).body) {
      if (type !== 'ImportDeclaration') continue
      const first = lineAt(code, start)
      for (let line = first; line <= lineAt(code, end); line++) {
        taken.add(line)
        imports.push({ ...lines[line], path })
      }
    }
    body.push(...lines.filter((_, line) => !taken.has(line)).map((line) => ({ ...line, path })))
  }
  body.push(generated('}'.repeat(parts.length - 1)))
  return [...imports, ...body, generated('export {}')]
}

const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n')

const lineAt = (code: string, offset: number): number => code.slice(0, offset).split('\n').length - 1

function parse(code: string, path: string, lang: 'ts' | 'tsx') {
  const { program, comments, errors } = parseSync(path, code, { lang, sourceType: 'module' })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}\n${errors[0].codeframe ?? ''}`)
  return { body: program.body as unknown as readonly Node[], comments, program: program as unknown as Node }
}

function instrumented({ path, lines }: Part): string {
  const code = textOf(lines)
  const { program, comments } = parse(code, path, 'ts')
  // Of those that end on one line the outermost of the last is meant.
  const statements = statementsIn(program)
    .map((node): Node => ({ ...node, end: endWithoutSemicolon(node, code) }))
    .sort((a, b) => a.end - b.end || b.start - a.start)
  const placeOf = (offset: number) => JSON.stringify(`${path}:${lines[lineAt(code, offset)].number}`)
  const edits: Edit[] = []
  const claimed = new Map<Node, { kind: string; text: string; place: string }>()
  for (const [at, { value, start }] of comments.entries()) {
    const [, kind, first] = claim.exec(value) ?? []
    if (kind === undefined) continue
    const place = placeOf(start)
    const line = lineAt(code, start)
    const statement = statements.findLast(({ end }) => end <= start && lineAt(code, end) === line)
    if (!statement) throw new Error(`${JSON.parse(place)}: nothing ends before \`${kind}\``)
    let text = first
    for (let next = at + 1; next < comments.length; next++) {
      const { value: more, start } = comments[next]
      const alone = code.slice(code.lastIndexOf('\n', start) + 1, start).trim() === ''
      if (!alone || lineAt(code, start) !== line + next - at || claim.test(more) || kind !== '=>') break
      text += `\n${more}`
    }
    claimed.set(statement, { kind, text, place })
  }
  for (const statement of statements) {
    const { type, start, end } = statement
    if (type === 'ImportDeclaration') {
      edits.push({ start, end, text: imported(statement) })
      continue
    }
    if (type === 'ExportDefaultDeclaration') {
      // A file of configuration: its value is made, and that is all.
      edits.push({ start, end: (statement.declaration as Node).start, text: 'void ' })
      continue
    }
    const said = claimed.get(statement)
    const at = `$.at(${placeOf(start)});`
    if (said === undefined) edits.push({ start, end: start, text: at })
    else if (said.kind === '=>') edits.push(...valueChecked(statement, said, at, code))
    else {
      const code = JSON.stringify(said.text.trim().split(/\s/)[0])
      edits.push({ start, end: start, text: `${at}await $.rejects(${said.place}, ${code}, async () => {` })
      edits.push({ start: end, end, text: '\n});' })
    }
  }
  return edited(code, edits)
}

/** A semicolon that begins the next line belongs to the statement before it. */
const endWithoutSemicolon = ({ start, end }: Node, code: string): number =>
  start + code.slice(start, end).replace(/\s*(\/\/[^\n]*\n\s*)+;$|\s*\n\s*;$/, '').length

function valueChecked(
  statement: Node,
  said: { readonly text: string; readonly place: string },
  at: string,
  code: string,
): Edit[] {
  const { start, end } = statement
  const expected = `() => (${said.text.replace(/\.\.\.(?=\s*\})/g, '...$.others').replace(/\.\.\.(?=\s*\])/g, '$.more')}\n)`
  if (statement.type === 'ExpressionStatement') {
    const expression = loggedIn(statement.expression as Node)
    return [
      { start, end: expression.start, text: `${at}$.same(${said.place}, (` },
      { start: expression.end, end, text: `), ${expected});` },
    ]
  }
  const name = statement.type === 'VariableDeclaration' ? onlyNameIn(statement) : undefined
  if (name === undefined) throw new Error(`${JSON.parse(said.place)}: \`=>\` needs an expression or one name: ${code}`)
  return [
    { start, end: start, text: at },
    { start: end, end, text: `;$.same(${said.place}, ${name}, ${expected});` },
  ]
}

/** Of `console.log(x)` the x. */
function loggedIn(expression: Node): Node {
  const { callee, arguments: given } = expression as unknown as { callee?: Node; arguments?: Node[] }
  const { object, property } = (callee ?? {}) as unknown as { object?: { name?: string }; property?: { name?: string } }
  return object?.name === 'console' && property?.name === 'log' && given?.length === 1 ? given[0] : expression
}

function onlyNameIn(declaration: Node): string | undefined {
  const declarators = declaration.declarations as readonly { id: Node }[]
  const { id } = declarators[0]
  if (declarators.length > 1) return undefined
  if (id.type === 'Identifier') return id.name as string
  const properties = (id.properties ?? []) as readonly { value?: Node }[]
  const [value] = properties.map((property) => property.value)
  return properties.length === 1 && value?.type === 'Identifier' ? (value.name as string) : undefined
}

/** Types are gone when an example runs. */
function imported({ importKind, specifiers, source }: Node): string {
  const from = JSON.stringify((source as { value: string }).value)
  const load = `await $.load(${from})`
  if (importKind === 'type') return ''
  const names = (specifiers as readonly Node[]).filter((specifier) => specifier.importKind !== 'type')
  return names
    .map(({ type, imported, local }) => {
      const { name } = local as { name: string }
      if (type === 'ImportNamespaceSpecifier') return `const ${name} = ${load};`
      const key = type === 'ImportDefaultSpecifier' ? 'default' : (imported as { name: string }).name
      return `const { ${key}: ${name} } = ${load};`
    })
    .concat(names.length === 0 ? [`${load};`] : [])
    .join(' ')
}

/** Every statement of a list of statements, those inside functions and blocks too. */
function statementsIn(node: unknown, found: Node[] = []): Node[] {
  if (Array.isArray(node)) for (const one of node) statementsIn(one, found)
  else if (node !== null && typeof node === 'object') {
    const { type, body } = node as Node
    if ((type === 'Program' || type === 'BlockStatement') && Array.isArray(body))
      found.push(...(body as Node[]).filter(({ type }) => !type.startsWith('TS')))
    for (const value of Object.values(node)) if (typeof value === 'object') statementsIn(value, found)
  }
  return found
}

function edited(code: string, edits: readonly Edit[]): string {
  let text = ''
  let at = 0
  const inOrder = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  for (const { start, end, text: instead } of inOrder) {
    text += code.slice(at, start) + instead
    at = Math.max(at, end)
  }
  return text + code.slice(at)
}
