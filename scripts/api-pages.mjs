/**
 * `node scripts/api-pages.mjs`: writes docs/reference/api, a page for each entry of the package,
 * from the declarations and docstrings that `npm run build` left in dist. The site does the same
 * when it is built, so the pages are never older than the code; they are not committed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Declarations, docOf } from './api-declarations.mjs'

/** @typedef {import('./api-declarations.mjs').Declared} Declared */
/** @typedef {import('./api-declarations.mjs').Doc} Doc */
/** @typedef {import('./api-declarations.mjs').Member} Member */

/**
 * @typedef {object} Entry
 * @property {string} specifier What is imported: `seekling/http`.
 * @property {string} page Its file's name, without the ending.
 * @property {Doc} header
 * @property {Map<string, Declared>} exports
 */

/**
 * By file and name of a declaration, where its section is.
 * @typedef {Map<string, { page: string, title: string, anchor: string }>} Homes
 */

const root = fileURLToPath(new URL('../', import.meta.url))
const folder = join(root, 'docs/reference/api')
const types = 'dist/types/'
const front = 'index'

/** Entries whose export is no declaration, and what they are. */
const others = {
  'seekling/astro/Search.astro': 'The search box as a component of Astro: see docs/guides/generators.md.',
}

/** @returns {Entry[]} In the order of package.json. */
export function apiEntries() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const declarations = new Declarations(join(root, types))
  const entries = Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target !== 'object') return []
    const file = target.types.replace(`./${types}`, '')
    const page = path === '.' ? 'seekling' : path.slice(2)
    return [{ specifier: `seekling${path.slice(1)}`, page, file, places: declarations.exportsOf(file) }]
  })
  const known = new Set(entries.flatMap(({ places }) => [...places.values()].map(keyOf)))
  return entries.map(({ specifier, page, file, places }) => ({
    specifier,
    page,
    header: headerOf(file),
    exports: new Map([...places].map(([name, place]) => [name, declarations.declared(place, known)])),
  }))
}

const keyOf = (/** @type {{ file: string, name: string }} */ { file, name }) => `${file} ${name}`

/** What the source says at its head: declarations keep it only where an import follows. */
function headerOf(/** @type {string} */ file) {
  const code = readFileSync(join(root, 'src', file.replace(/\.d\.ts$/, '.ts')), 'utf8')
  return docOf(/^\/\*(\*.*?)\*\//s.exec(code)?.[1] ?? '')
}

/** @returns {Map<string, string>} The pages by their files' names. */
export function apiPages(entries = apiEntries()) {
  const codes = errorCodes()
  /** @type {Homes} Each declaration has its section where it is exported first. */
  const homes = new Map()
  for (const { page, exports } of entries)
    for (const [name, declared] of exports) {
      const title = titleOf(name, declared.name)
      if (!homes.has(keyOf(declared)))
        homes.set(keyOf(declared), { page, title, anchor: anchorOf(headingOf(declared, title)) })
    }
  const pages = entries.map(
    (entry, at) => /** @type {const} */ ([`${entry.page}.md`, pageOf(entry, at + 1, homes, codes)]),
  )
  return new Map([[`${front}.md`, frontPage(entries)], ...pages])
}

/** For the site, before it looks for its pages. */
export function writeApiPages() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of apiPages()) writeFileSync(join(folder, name), text)
}

/** @returns {Set<string>} */
function errorCodes() {
  const [, table = ''] =
    /errorTypes: \{(.*?)\}/s.exec(readFileSync(join(root, types, 'shared/errors.d.ts'), 'utf8')) ?? []
  return new Set([...table.matchAll(/readonly (\w+):/g)].map(([, code]) => code))
}

/** A default export is called as it is declared. */
const titleOf = (/** @type {string} */ outside, /** @type {string} */ inside) =>
  outside === 'default' ? inside : outside

/** As VitePress makes the place of a heading. */
const anchorOf = (/** @type {string} */ title) =>
  title
    .replace(/[^\w]+/g, '-')
    .replaceAll('_', '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()

function frontPage(/** @type {Entry[]} */ entries) {
  const rows = entries.map(
    ({ specifier, page, header }) => `| [\`${specifier}\`](./${page}.md) | ${firstSentence(prose(header.text))} |`,
  )
  const more = Object.entries(others).map(([specifier, what]) => `| \`${specifier}\` | ${prose(what)} |`)
  return `---
order: 0
sidebar: API
---

# API

Every export of every entry of the package, as its types and docstrings have it.

| import | what it is |
|---|---|
${[...rows, ...more].join('\n')}
`
}

const firstSentence = (/** @type {string} */ text) =>
  text
    .split('\n\n')[0]
    .replaceAll('\n', ' ')
    .replace(/(?<=[a-z`)]{2}\.) [A-Z`].*$/s, '')

/**
 * @param {Entry} entry
 * @param {number} order
 * @param {Homes} homes
 * @param {Set<string>} codes
 */
function pageOf({ specifier, page, header, exports }, order, homes, codes) {
  const own = [...exports].filter(([, declared]) => homes.get(keyOf(declared))?.page === page)
  const shared = [...exports].filter(([, declared]) => homes.get(keyOf(declared))?.page !== page)
  const all = [...homes.values()].reverse()
  // Of what several entries have under one name, this page's own is meant.
  const links = new Map(
    [...all.filter((home) => home.page !== page), ...all.filter((home) => home.page === page)].map((home) => [
      home.title,
      `${home.page === page ? '' : `./${home.page}.md`}#${home.anchor}`,
    ]),
  )
  const text = (/** @type {Doc} */ doc) => linked(prose(doc.text), codes)
  const sections = own
    .map(([name, declared]) => ({ name: titleOf(name, declared.name), isDefault: name === 'default', declared }))
    .sort((a, b) => rank(a.declared) - rank(b.declared) || a.name.localeCompare(b.name, 'en'))
    .map((one) => sectionOf(one, specifier, links, text))
  const list = shared.map(([name, declared]) => `[\`${name}\`](${links.get(titleOf(name, declared.name))})`)
  return [
    `---\norder: ${order}\nsidebar: ${specifier}\n---\n\n# ${specifier}`,
    text(header),
    ...(exports.size === 0 ? ['It exports nothing: importing it starts it.'] : []),
    ...sections,
    ...(list.length > 0 ? [`## Also exported\n\nThe same as elsewhere: ${list.join(', ')}.`] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

/** What one calls comes first. */
const rank = (/** @type {Declared} */ { kind, members }) =>
  kind === 'function' ? 0 : kind === 'class' || members.some(({ isMethod }) => isMethod) ? 1 : kind === 'value' ? 2 : 3

const headingOf = (/** @type {Declared} */ { kind }, /** @type {string} */ name) =>
  kind === 'function' ? `${name}()` : name

/**
 * @param {{ name: string, isDefault: boolean, declared: Declared }} one
 * @param {string} specifier
 * @param {Map<string, string>} links
 * @param {(doc: Doc) => string} text
 */
function sectionOf({ name, isDefault, declared }, specifier, links, text) {
  const { kind, signatures, doc, members, bases, notes } = declared
  const code = (/** @type {string[]} */ lines) => `\`\`\`ts\n${lines.join('\n')}\n\`\`\``
  const methods = members.filter(({ isMethod }) => isMethod)
  const fields = members.filter(({ isMethod }) => !isMethod)
  const isListed = kind === 'class' || kind === 'interface'
  return [
    `## ${headingOf(declared, name)}`,
    isDefault ? `The default export: \`import ${name} from '${specifier}'\`.` : '',
    text(doc),
    isListed && signatures[0].length < 60 && bases.length === 0
      ? ''
      : code(isListed ? [`${signatures[0]} { ... }`] : signatures),
    isListed ? '' : typesIn(signatures, name, links),
    doc.example,
    bases.length > 0
      ? `It has what ${bases.map((base) => `\`${base}\``).join(' and ')} has.${also(typesIn(bases, name, links))}`
      : '',
    ...(fields.length > 0 ? [fieldTable(fields, links, text)] : []),
    ...methods.map((method) =>
      [
        `### ${name}${memberOf(method.name)}()`,
        text(method.doc),
        code(method.signatures),
        typesIn(method.signatures, name, links),
        method.doc.example,
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    ),
    ...notes.map((note) => [`### ${name}: methods of settings`, text(note), note.example].join('\n\n')),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** A symbol stands in brackets, which are no link. */
const memberOf = (/** @type {string} */ name) =>
  name.startsWith('[') ? name.replace('[', '\\[').replace(']', '\\]') : `.${name}`

const also = (/** @type {string} */ text) => (text === '' ? '' : ` ${text}`)

/**
 * @param {Member[]} fields
 * @param {Map<string, string>} links
 * @param {(doc: Doc) => string} text
 */
function fieldTable(fields, links, text) {
  const rows = fields.map(({ name, isOptional, signatures: [type], doc }) => {
    const optional = isOptional ? '?' : ''
    const shown = type.replace(/ \| undefined$/, '').replaceAll(/\s*\n\s*/g, ' ')
    const only = /^(?:readonly )?(\w+)(?:\[\])?$/.exec(shown)?.[1] ?? ''
    const cell = `\`${shown.replaceAll('|', '\\|')}\``
    const what = text(doc)
      .replaceAll(/\s*\n\s*/g, ' ')
      .replaceAll('|', '\\|')
    return `| \`${name}${optional}\` | ${links.has(only) ? `[${cell}](${links.get(only)})` : cell} | ${what} |`
  })
  return `| field | type | |\n|---|---|---|\n${rows.join('\n')}`
}

/**
 * @param {string[]} signatures
 * @param {string} self
 * @param {Map<string, string>} links
 */
function typesIn(signatures, self, links) {
  const names = new Set(signatures.flatMap((signature) => signature.match(/\b[A-Z]\w+\b/g) ?? []))
  const known = [...names].filter((name) => name !== self && links.has(name))
  return known.length === 0 ? '' : `Types: ${known.map((name) => `[\`${name}\`](${links.get(name)})`).join(', ')}.`
}

/** What a docstring says, as Markdown that no renderer takes for markup. */
function prose(/** @type {string} */ text) {
  return text
    .replaceAll(/^ {4}.*|`[^`]*`|</gm, (found) => (found === '<' ? '&lt;' : found))
    .replaceAll(/docs\/(guides|reference)\/([\w-]+)\.md/g, (page, _, name) => `[${name}](${fromHere(page)})`)
}

/** A page of the documentation, as the pages made here name it. */
const fromHere = (/** @type {string} */ page) => relative(folder, join(root, page)).replaceAll('\\', '/')
const errorsPage = fromHere('docs/reference/errors.md')

/** @param {string} text @param {Set<string>} codes */
const linked = (text, codes) =>
  text.replaceAll(/`(\w+)`/g, (found, code) =>
    codes.has(code) ? `[${found}](${errorsPage}#${anchorOf(code)})` : found,
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) writeApiPages()
