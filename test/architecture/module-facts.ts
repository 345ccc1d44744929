/**
 * What one source file imports and which names it takes from its surroundings, read from its syntax
 * tree. A name counts only where it is free: `document` as a parameter is a document, `document`
 * out of nowhere is the page.
 */
import { parseSync } from 'vite'

export interface ModuleFacts {
  readonly opensWithDocComment: boolean
  /**
   * Everything imported or re-exported, types included, `import()` and `import('x').T` too. In
   * order of appearance, without repeats.
   */
  readonly imports: readonly string[]
  /**
   * Free names in expressions. Besides `Date` there is `Date.now` for its members, and `Date()`
   * where it is called or constructed without an argument; the same for every other free name.
   */
  readonly values: ReadonlySet<string>
  /** Free names in type positions. */
  readonly types: ReadonlySet<string>
}

interface Node {
  readonly type: string
  // Nodes are read generically: which properties there are depends on the type.
  readonly [property: string]: unknown
}

type Scope = { readonly names: Set<string>; readonly parent: Scope | null }

/** Throws on a syntax error, with the path in its message. */
export function factsOf(path: string, code: string): ModuleFacts {
  const { program, errors } = parseSync(path, code, { lang: path.endsWith('.ts') ? 'ts' : 'js' })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const reader = new Reader()
  reader.walk(program as unknown as Node, null, false)
  return {
    opensWithDocComment: /^(#!.*\n)?\s*\/\*\*/.test(code),
    imports: [...reader.imports],
    values: reader.values,
    types: reader.types,
  }
}

/**
 * Properties that hold a name but no reference to it, per node type. Those marked `unless computed`
 * are expressions in `[brackets]`.
 */
const labels: Readonly<Record<string, readonly string[]>> = {
  LabeledStatement: ['label'],
  BreakStatement: ['label'],
  ContinueStatement: ['label'],
  MetaProperty: ['meta', 'property'],
  ImportDeclaration: ['specifiers'],
  ExportAllDeclaration: ['exported'],
  ExportSpecifier: ['exported'],
  TSQualifiedName: ['right'],
  TSTypeParameter: ['name'],
  TSNamedTupleMember: ['label'],
  TSImportType: ['qualifier', 'argument', 'source'],
}
const unlessComputed: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  Property: 'key',
  PropertyDefinition: 'key',
  AccessorProperty: 'key',
  MethodDefinition: 'key',
  TSPropertySignature: 'key',
  TSMethodSignature: 'key',
  TSAbstractMethodDefinition: 'key',
  TSAbstractPropertyDefinition: 'key',
}
/** Node types named TS... whose `expression` is there at run time. */
const wrappers = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
])

class Reader {
  readonly imports = new Set<string>()
  readonly values = new Set<string>()
  readonly types = new Set<string>()

  walk(node: Node, outer: Scope | null, outerIsType: boolean): void {
    const declared = declaredBy(node)
    const scope = declared.length > 0 || outer === null ? { names: new Set(declared), parent: outer } : outer
    const isType = outerIsType || (node.type.startsWith('TS') && !wrappers.has(node.type))

    this.#noteImport(node)
    if (node.type === 'Identifier') this.#note(node.name as string, scope, isType)
    this.#noteMember(node, scope, isType)

    const skipped = labels[node.type] ?? []
    const key = node.computed === true ? undefined : unlessComputed[node.type]
    for (const [property, value] of Object.entries(node)) {
      if (property === key || skipped.includes(property)) continue
      // `export { a } from 'b'` names what is in b.
      if (node.type === 'ExportNamedDeclaration' && node.source && property === 'specifiers') continue
      const childIsType = isType || (wrappers.has(node.type) && property !== 'expression')
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) this.walk(child, scope, childIsType)
    }
  }

  #note(name: string, scope: Scope, isType: boolean): void {
    if (!isBound(name, scope)) (isType ? this.types : this.values).add(name)
  }

  #noteMember(node: Node, scope: Scope, isType: boolean): void {
    if (isType) return
    const nameOf = (part: unknown) => {
      const name = isNode(part) && part.type === 'Identifier' ? (part.name as string) : undefined
      return name !== undefined && !isBound(name, scope) ? name : undefined
    }
    if (node.type === 'MemberExpression') {
      const object = nameOf(node.object)
      const property = node.property as Node
      const member = node.computed ? property.value : property.name
      if (object !== undefined && typeof member === 'string') this.values.add(`${object}.${member}`)
    }
    if ((node.type === 'CallExpression' || node.type === 'NewExpression') && (node.arguments as Node[]).length === 0) {
      const callee = nameOf(node.callee)
      if (callee !== undefined) this.values.add(`${callee}()`)
    }
  }

  #noteImport(node: Node): void {
    const source = node.type === 'TSImportType' ? (node.source ?? node.argument) : node.source
    if (!/^(Import|Export|TSImportType)/.test(node.type) || !isNode(source)) return
    const value = source.type === 'TSLiteralType' ? (source.literal as Node).value : source.value
    // What is computed at run time cannot be checked: name it so that no rule allows it.
    this.imports.add(typeof value === 'string' ? value : '(computed)')
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

function isBound(name: string, scope: Scope): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.names.has(name)) return true
  return false
}

/**
 * The names that are in scope inside of a node because of it. `var` counts where it is written: we
 * do not use it.
 */
function declaredBy(node: Node): string[] {
  const typeParameters = isNode(node.typeParameters) ? (node.typeParameters.params as Node[]) : []
  const names = typeParameters.flatMap((parameter) => namesIn(parameter.name))
  if (Array.isArray(node.params) && node.type !== 'TSTypeParameterInstantiation')
    names.push(...node.params.flatMap(namesIn))
  if (Array.isArray(node.parameters)) names.push(...node.parameters.flatMap(namesIn))
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      names.push(...(node.body as Node[]).flatMap(namesOfStatement))
      break
    case 'SwitchStatement':
      names.push(
        ...(node.cases as Node[]).flatMap(({ consequent }) => (consequent as Node[]).flatMap(namesOfStatement)),
      )
      break
    case 'ForStatement':
      if (isNode(node.init)) names.push(...namesOfStatement(node.init))
      break
    case 'ForInStatement':
    case 'ForOfStatement':
      names.push(...namesOfStatement(node.left as Node))
      break
    case 'CatchClause':
      names.push(...namesIn(node.param))
      break
    case 'FunctionExpression':
    case 'ClassExpression':
      names.push(...namesIn(node.id))
      break
    case 'TSMappedType':
      names.push(...namesIn(node.key))
      break
    case 'TSConditionalType':
      names.push(...inferredIn(node.extendsType))
      break
  }
  return names
}

function namesOfStatement(statement: Node): string[] {
  switch (statement.type) {
    case 'ImportDeclaration':
      return (statement.specifiers as Node[]).flatMap(({ local }) => namesIn(local))
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return isNode(statement.declaration) ? namesOfStatement(statement.declaration) : []
    case 'VariableDeclaration':
      return (statement.declarations as Node[]).flatMap(({ id }) => namesIn(id))
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSEnumDeclaration':
      return namesIn(statement.id)
    default:
      return []
  }
}

/** The names a pattern binds. */
function namesIn(pattern: unknown): string[] {
  if (typeof pattern === 'string') return [pattern]
  if (!isNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name as string]
    case 'ObjectPattern':
      return (pattern.properties as Node[]).flatMap((property) =>
        namesIn(property.type === 'Property' ? property.value : property),
      )
    case 'ArrayPattern':
      return (pattern.elements as unknown[]).flatMap(namesIn)
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}

/** The names of `infer X` inside of a type. */
function inferredIn(type: unknown): string[] {
  if (Array.isArray(type)) return type.flatMap(inferredIn)
  if (!isNode(type)) return []
  const own = type.type === 'TSInferType' ? namesIn((type.typeParameter as Node).name) : []
  return [...own, ...Object.values(type).flatMap(inferredIn)]
}
