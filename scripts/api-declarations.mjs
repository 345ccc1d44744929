/**
 * What the built declarations say: of each entry of the package its exports, with their docstrings,
 * signatures and members. Pure but for reading files. Names that lead to other files are followed
 * to where they are declared, so that a name is one thing wherever it is exported.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'vite'

/** @typedef {any} Node Of the parser. */

/**
 * @typedef {object} Doc
 * @property {string} text Markdown.
 * @property {string} example With its fence, one after the other; empty for none.
 * @property {boolean} isInternal
 */

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {boolean} isMethod
 * @property {boolean} isOptional
 * @property {string[]} signatures Of a property its type.
 * @property {Doc} doc
 */

/**
 * @typedef {object} Declared
 * @property {string} name
 * @property {string} file From the folder of the declarations.
 * @property {'function' | 'class' | 'interface' | 'type' | 'value'} kind
 * @property {string[]} signatures Of a function its overloads, of a type or value its declaration,
 *   else its head.
 * @property {Doc} doc
 * @property {Member[]} members Those of bases that are not exported too.
 * @property {string[]} bases What else it extends.
 * @property {Doc[]} notes Docstrings of bases whose members cannot be listed.
 */

/** @typedef {{ file: string, name: string }} Place */

/**
 * @typedef {object} Module
 * @property {string} code
 * @property {Map<string, Node[]>} nodes By name; overloads together.
 * @property {Map<string, Place>} links Names that are imported or exported from elsewhere.
 * @property {Map<string, string>} exported By the name outside, the one inside.
 * @property {{ text: string, start: number, end: number }[]} comments
 */

export class Declarations {
  /** @type {Map<string, Module>} */
  #modules = new Map()

  /** @param {string} folder Where the declarations are. */
  constructor(folder) {
    this.folder = folder
  }

  /**
   * @param {string} file Of an entry.
   * @returns {Map<string, Place>} By the name under which it is exported, where it is declared.
   */
  exportsOf(file) {
    return new Map([...this.#module(file).exported].map(([outside, name]) => [outside, this.#find({ file, name })]))
  }

  /**
   * @param {Place} place
   * @returns {Place} Where it is declared.
   */
  #find({ file, name }) {
    const { nodes, links } = this.#module(file)
    if (nodes.has(name)) return { file, name }
    const link = links.get(name)
    if (link === undefined) throw new Error(`${file} has no ${name}`)
    const { exported } = this.#module(link.file)
    return this.#find({ file: link.file, name: exported.get(link.name) ?? link.name })
  }

  /**
   * @param {Place} place
   * @param {ReadonlySet<string>} known What has a section of its own, as `file name`: the members
   *   of other bases are listed with those of what extends them.
   * @returns {Declared}
   */
  declared({ file, name }, known) {
    const { code, nodes } = this.#module(file)
    const [node, ...overloads] = nodes.get(name) ?? []
    const doc = this.#docBefore(file, node)
    const text = (/** @type {Node} */ { start, end }) => dedent(code.slice(start, end)).replace(/^export /, '')
    const base = { name, file, doc, members: [], bases: [], notes: [] }
    const { type } = declarationOf(node)
    if (type === 'TSDeclareFunction') {
      const signatures = [node, ...overloads].map((one) => text(one).replace(/^(default |declare )+/, ''))
      return { ...base, kind: 'function', signatures }
    }
    if (type !== 'ClassDeclaration' && type !== 'TSInterfaceDeclaration') {
      const kind = type === 'TSTypeAliasDeclaration' ? 'type' : 'value'
      return { ...base, kind, signatures: [text(node).replace(/^declare /, '')] }
    }
    const declaration = declarationOf(node)
    const head = code
      .slice(declaration.start, declaration.body.start)
      .trim()
      .replace(/^declare /, '')
    const kind = type === 'ClassDeclaration' ? 'class' : 'interface'
    return { ...base, ...this.#membersOf({ file, name }, known), kind, signatures: [head] }
  }

  /**
   * @param {Place} place
   * @param {ReadonlySet<string>} known
   * @returns {Pick<Declared, 'members' | 'bases' | 'notes'>}
   */
  #membersOf({ file, name }, known) {
    const { code, nodes, links } = this.#module(file)
    const declaration = declarationOf((nodes.get(name) ?? [])[0])
    /** @type {Member[]} */
    const members = []
    for (const node of declaration.body.body) this.#addMember(members, file, node)
    const heritage =
      declaration.extends ??
      (declaration.superClass ? [{ expression: declaration.superClass, ...declaration.superClass }] : [])
    /** @type {string[]} */
    const bases = []
    /** @type {Doc[]} */
    const notes = []
    for (const { expression, start, end } of heritage) {
      const isHere = nodes.has(expression.name) || links.has(expression.name)
      const place = isHere ? this.#find({ file, name: expression.name }) : undefined
      const target = place && declarationOf((this.#module(place.file).nodes.get(place.name) ?? [])[0])
      if (!place || !target?.body || known.has(`${place.file} ${place.name}`)) {
        // A type made from others, such as the methods of all settings, is told by its docstring; a
        // value that stands in for a platform's class tells nothing.
        const isTold = target?.typeAnnotation?.type === 'TSMappedType' || target?.type === 'VariableDeclaration'
        if (!isTold) bases.push(code.slice(start, end))
        continue
      }
      const inherited = this.#membersOf(place, known)
      members.push(...inherited.members.filter((one) => !members.some((own) => own.name === one.name)))
      bases.push(...inherited.bases)
      notes.push(...inherited.notes)
      if (inherited.members.length === 0)
        notes.push(this.#docBefore(place.file, (this.#module(place.file).nodes.get(place.name) ?? [])[0]))
    }
    return { members, bases, notes }
  }

  /**
   * @param {Member[]} members Overloads are added to the first.
   * @param {string} file
   * @param {Node} node
   */
  #addMember(members, file, node) {
    const { code } = this.#module(file)
    const doc = this.#docBefore(file, node)
    const isHidden = node.accessibility === 'private' || node.key?.type === 'PrivateIdentifier' || doc.isInternal
    if (isHidden || node.key === undefined) return
    const plain = code.slice(node.key.start, node.key.end)
    const name = plain === 'constructor' ? 'constructor' : node.computed ? `[${plain}]` : plain
    const isMethod = node.kind === 'method' || node.kind === 'constructor'
    const annotated = (node.kind === 'get' ? node.value.returnType : node.typeAnnotation)?.typeAnnotation
    const shown = isMethod || !annotated ? code.slice(node.start, node.end) : code.slice(annotated.start, annotated.end)
    const signature = dedent(shown).replace(/;$/, '')
    const known = members.find((one) => one.name === name)
    if (known) known.signatures.push(signature)
    else members.push({ name, isMethod, isOptional: node.optional === true, signatures: [signature], doc })
  }

  /**
   * @param {string} file
   * @param {Node} node
   * @returns {Doc} Of the comment right before it.
   */
  #docBefore(file, node) {
    const { code, comments } = this.#module(file)
    const comment = comments.findLast(({ end }) => end <= node.start)
    return docOf(comment && code.slice(comment.end, node.start).trim() === '' ? comment.text : '')
  }

  /**
   * @param {string} file
   * @returns {Module}
   */
  #module(file) {
    const known = this.#modules.get(file)
    if (known) return known
    const path = join(this.folder, file)
    const code = readFileSync(path, 'utf8')
    const { program, comments } = parseSync(path, code, { lang: 'dts' })
    /** @type {Module} */
    const module = { code, nodes: new Map(), links: new Map(), exported: new Map(), comments: [] }
    module.comments = comments
      .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
      .map(({ value, start, end }) => ({ text: value, start, end }))
    this.#modules.set(file, module)
    for (const node of /** @type {Node[]} */ (program.body)) this.#read(module, file, node)
    return module
  }

  /**
   * @param {Module} module
   * @param {string} file
   * @param {Node} node
   */
  #read({ nodes, links, exported }, file, node) {
    const from = node.source
      ? relative(this.folder, join(this.folder, dirname(file), node.source.value.replace(/\.js$/, '.d.ts')))
      : ''
    const isOurs = from !== '' && existsSync(join(this.folder, from))
    for (const specifier of node.specifiers ?? []) {
      const local = specifier.local.name
      if (node.type === 'ImportDeclaration') {
        if (isOurs) links.set(local, { file: from, name: specifier.imported?.name ?? 'default' })
        continue
      }
      exported.set(specifier.exported.name, local)
      if (isOurs) links.set(local, { file: from, name: local })
    }
    const declaration = declarationOf(node)
    const name = declaration?.id?.name ?? declaration?.declarations?.[0].id.name
    if (name === undefined) return
    nodes.set(name, [...(nodes.get(name) ?? []), node])
    if (node.type === 'ExportDefaultDeclaration') exported.set('default', name)
    else if (node.type === 'ExportNamedDeclaration') exported.set(name, name)
  }
}

const declarationOf = (/** @type {Node} */ node) => node?.declaration ?? node

/** Takes away the indent that the lines after the first have in common. */
function dedent(/** @type {string} */ text) {
  const [first, ...rest] = text.split('\n')
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  return [first, ...rest.map((line) => line.slice(Math.min(...indents)))].join('\n')
}

/**
 * @param {string} comment Without its slashes.
 * @returns {Doc}
 */
export function docOf(comment) {
  const lines = comment
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
  const tag = lines.findIndex((line) => /^\s*@\w+/.test(line))
  const before = tag < 0 ? lines : lines.slice(0, tag)
  const isInternal = comment.includes('@internal')
  const tagged = lines
    .join('\n')
    .split(/^@(?=\w+)/m)
    .slice(1)
  const examples = tagged
    .filter((part) => part.startsWith('example'))
    .map((part) => part.slice('example'.length).trim())
    .map((code) => (code.startsWith('```') ? code.replace(/^```(\w+) .*/, '```$1') : `\`\`\`ts\n${code}\n\`\`\``))
  return { text: before.join('\n').trim(), example: examples.join('\n\n'), isInternal }
}
