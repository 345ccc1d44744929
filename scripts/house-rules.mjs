/**
 * The rules of the house that neither compiler nor linter knows: how wide a comment, how long a
 * function, how many parameters, how long a test file. Pure: text in, faults out, so that each rule
 * is tested with examples of what it finds and what it leaves alone.
 */
import { parseSync } from 'vite'

/** Columns a line may have where a comment ends; code may be as wide as the formatter makes it. */
export const widestComment = 100
/** Lines from the first of a function to its last; a function inside counts in both. */
export const longestFunction = 60
const mostParameters = 5
/** Lines of a file of tests. */
export const longestTest = 400

/**
 * @typedef {object} Fault
 * @property {'comments' | 'functions' | 'parameters' | 'tests'} rule
 * @property {string} name What breaks the rule: the file, or `file function`.
 * @property {string} says Where it is and how far beyond the limit.
 */

/**
 * What is wrong with one file. Functions are looked at in `src`, `demo` and `scripts`; a test's
 * `describe` is a function only in form.
 * @param {string} path Relative to the project, with forward slashes.
 * @param {string} code
 * @returns {Fault[]}
 * @throws {Error} if the text is no TypeScript or JavaScript.
 */
export function faultsOf(path, code) {
  const { program, comments, errors } = parseSync(path, code, { lang: path.endsWith('.ts') ? 'ts' : 'js' })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const lines = linesOf(code)
  /** @type {Fault[]} */
  const faults = []
  const isTest = path.startsWith('test/')
  const wide = wideComments(comments, code, lines)
  if (wide.length > 0) {
    const says = `${path}:${wide[0]} has a comment beyond column ${widestComment} (${wide.length} lines)`
    faults.push({ rule: 'comments', name: path, says })
  }
  if (isTest && lines.count > longestTest) {
    faults.push({ rule: 'tests', name: path, says: `${path} has ${lines.count} lines of ${longestTest}` })
  }
  if (isTest) return faults
  for (const { name, node } of functionsIn(program)) {
    const first = lines.at(node.start)
    const length = lines.at(node.end) - first + 1
    const where = `${path}:${first} ${name}`
    if (length > longestFunction) {
      const says = `${where} has ${length} lines of ${longestFunction}`
      faults.push({ rule: 'functions', name: `${path} ${name}`, says })
    }
    if (node.params.length > mostParameters) {
      const says = `${where} has ${node.params.length} parameters of ${mostParameters}: pass an object`
      faults.push({ rule: 'parameters', name: `${path} ${name}`, says })
    }
  }
  return faults
}

/**
 * Faults without an exception, and exceptions without a fault: one that is not needed any more is
 * to go, or it would hide the next.
 * @param {readonly Fault[]} faults
 * @param {Readonly<Record<string, Readonly<Record<string, string>>>>} exceptions By rule and name,
 *   each with its reason; a name that ends in a slash stands for all that begin with it.
 * @returns {string[]} A sentence each.
 */
export function judge(faults, exceptions) {
  const covers = (/** @type {string} */ exception, /** @type {string} */ name) =>
    exception === name || (exception.endsWith('/') && name.startsWith(exception))
  const open = faults
    .filter(({ rule, name }) => !Object.keys(exceptions[rule] ?? {}).some((exception) => covers(exception, name)))
    .map(({ says }) => says)
  const stale = Object.entries(exceptions).flatMap(([rule, names]) =>
    Object.keys(names)
      .filter((exception) => !faults.some((fault) => fault.rule === rule && covers(exception, fault.name)))
      .map((exception) => `${exception} keeps the rule of ${rule}: take it out of the exceptions`),
  )
  return [...open, ...stale]
}

/** @param {string} code */
function linesOf(code) {
  const starts = [0]
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  const count = code.endsWith('\n') ? starts.length - 1 : starts.length
  /** The number of the line that holds an offset, counted from 1. */
  const at = (/** @type {number} */ offset) => {
    let low = 0
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1
      if (starts[middle] <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
  return { count, at, starts }
}

/**
 * A line of a comment that holds a link, and one of a drawing or a table, may be as long as it
 * needs.
 */
const mayBeWide = /https?:\/\/\S+|^\s*\*\s{2,}\S/

/**
 * The numbers of the lines that are too wide because of a comment.
 * @param {readonly { start: number, end: number }[]} comments
 * @param {string} code
 * @param {ReturnType<typeof linesOf>} lines
 */
function wideComments(comments, code, lines) {
  const wide = new Set()
  for (const { start, end } of comments) {
    let offset = start
    for (const part of code.slice(start, end).split('\n')) {
      const line = lines.at(offset)
      const column = offset + part.length - lines.starts[line - 1]
      if (column > widestComment && !mayBeWide.test(part)) wide.add(line)
      offset += part.length + 1
    }
  }
  return [...wide].sort((a, b) => a - b)
}

/**
 * Every function with a body, named as a reader would call it: by its declaration, the variable or
 * property that holds it, its class; else by the function around it.
 * @param {object} program
 */
function functionsIn(program) {
  /** @type {{ name: string, node: any }[]} */
  const found = []
  const isNode = (/** @type {any} */ value) => typeof value?.type === 'string'
  const keyOf = (/** @type {any} */ key) =>
    key?.type === 'PrivateIdentifier' ? `#${key.name}` : (key?.name ?? key?.value)
  /** @type {(node: any, name: string | undefined, owner: string) => void} */
  const walk = (node, name, owner) => {
    let inside = owner
    if (/^(Function(Declaration|Expression)|ArrowFunctionExpression)$/.test(node.type)) {
      const called = node.id?.name ?? name ?? `a function in ${owner || 'the file'}`
      if (node.body) found.push({ name: called, node })
      inside = called
    }
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') inside = node.id?.name ?? name ?? owner
    for (const [property, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (!isNode(child)) continue
        const isValue = property === 'value' || property === 'init'
        walk(child, isValue ? nameFor(node, inside) : undefined, inside)
      }
    }
  }
  const nameFor = (/** @type {any} */ node, /** @type {string} */ owner) => {
    if (node.type === 'VariableDeclarator') return keyOf(node.id)
    if (/^(MethodDefinition|PropertyDefinition)$/.test(node.type)) return `${owner}.${keyOf(node.key)}`
    return node.type === 'Property' ? keyOf(node.key) : undefined
  }
  walk(program, undefined, '')
  return found
}
