/**
 * Parts a script in the build: some modules are left out of it and put into later scripts, which it
 * loads when a call first needs them. In the place of a function of such a module the script has a
 * stand-in, which throws until the later script has arrived and calls the function from then on
 * (src/worker/later-code.ts). A later script imports nothing, so that any bundler can copy it as a
 * file, and any host serve it: what it needs of the first script it finds on the global object,
 * under a name made from the texts of all of them, so that scripts of two builds never meet.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseSync } from 'vite'

/**
 * @typedef {object} Parting Paths of modules, from `root`.
 * @property {string} root
 * @property {string} entry Of the first script.
 * @property {string} port The module with `functionsOf` and `arrive`.
 * @property {Readonly<Record<string, readonly string[]>>} later The modules of each later script,
 *   by its name. What only they import goes with them.
 */

const standIn = '\0stand-in:'
const laterEntry = '\0later:'

/**
 * @param {Parting} parting
 * @returns {{ plugin: import('vite').Plugin, isFirst: (id: string) => boolean }} `isFirst` tells
 *   whether a module belongs into the first script: for a group of the build's chunks.
 */
export function partedScript({ root, entry, port, later }) {
  const at = (/** @type {string} */ path) => resolve(root, path)
  const scriptOf = new Map(Object.entries(later).flatMap(([name, paths]) => paths.map((path) => [at(path), name])))
  /** @type {Map<string, readonly string[]>} */
  const imports = new Map()
  /** @type {Set<string>} */
  let first = new Set()
  /** @type {Set<string>} */
  const changing = new Set()

  /** @type {import('vite').Plugin} */
  const plugin = {
    name: 'seekling:parted-script',
    enforce: 'pre',
    buildStart() {
      for (const name of Object.keys(later))
        this.emitFile({ type: 'chunk', id: laterEntry + name, name, fileName: `${name}.js` })
    },
    resolveId(source, importer) {
      if (source.startsWith(laterEntry)) return source
      if (!importer || importer.startsWith('\0') || !source.startsWith('.')) return null
      const id = resolve(dirname(importer), source)
      const script = scriptOf.get(id)
      return script === undefined || scriptOf.get(importer) === script ? null : standIn + id
    },
    load(id) {
      if (id.startsWith(standIn)) {
        const module = id.slice(standIn.length)
        return standInsFor(functionsIn(module), String(scriptOf.get(module)), at(port))
      }
      if (!id.startsWith(laterEntry)) return null
      const name = id.slice(laterEntry.length)
      return laterScript(name, later[name].map(at), at(port))
    },
    moduleParsed: ({ id, importedIds, code }) => {
      imports.set(id, importedIds)
      if (/^export let /m.test(code ?? '')) changing.add(id)
    },
    buildEnd() {
      first = reachedFrom(at(entry), imports)
      // What two later scripts share has to be there before either of them.
      const counts = new Map()
      for (const name of Object.keys(later))
        for (const id of reachedFrom(laterEntry + name, imports)) counts.set(id, (counts.get(id) ?? 0) + 1)
      for (const [id, count] of counts)
        if (count > 1) for (const reached of reachedFrom(id, imports)) first.add(reached)
      // A later script takes what a name stands for when it begins, and would miss a change.
      for (const [id, imported] of imports) {
        const missed = first.has(id) ? undefined : imported.find((one) => first.has(one) && changing.has(one))
        if (missed !== undefined) this.error(`${id} is loaded later, and ${missed} exports what it may change`)
      }
    },
    generateBundle: (_, bundle) => linkByName(bundle, Object.keys(later)),
  }
  return { plugin, isFirst: (id) => first.has(id) }
}

/** @param {string} start @param {ReadonlyMap<string, readonly string[]>} imports */
function reachedFrom(start, imports) {
  const reached = new Set([start])
  for (const id of reached) for (const imported of imports.get(id) ?? []) reached.add(imported)
  return reached
}

/**
 * Puts the name of this build into its scripts.
 * @param {import('rolldown').OutputBundle} bundle
 * @param {readonly string[]} names Of the later scripts.
 */
function linkByName(bundle, names) {
  const chunks = Object.values(bundle).filter((chunk) => chunk.type === 'chunk')
  const parts = chunks.filter(({ fileName }) => names.some((name) => fileName === `${name}.js`))
  const [first, ...more] = chunks.filter((chunk) => !parts.includes(chunk))
  if (more.length > 0) throw new Error(`There is a script besides the first and the later ones: ${more[0].fileName}`)
  const hash = createHash('sha256')
  for (const { code } of [first, ...parts]) hash.update(code)
  const place = `globalThis[\`seekling ${hash.digest('base64url').slice(0, 12)}\`]`
  first.code = leaving(first.code, place)
  for (const part of parts) part.code = taking(part.code, place, first.fileName)
}

/** The functions that a module exports by name; a stand-in can take the place of nothing else. */
function functionsIn(/** @type {string} */ module) {
  const { program } = parseSync(module, readFileSync(module, 'utf8'))
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || !node.declaration) return []
    const { declaration } = node
    if (declaration.type === 'FunctionDeclaration') return [String(declaration.id?.name)]
    if (declaration.type !== 'VariableDeclaration') return []
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' && init?.type === 'ArrowFunctionExpression' ? [id.name] : [],
    )
  })
}

/**
 * What stands in the place of a module that comes later. Whatever is no function is missed.
 * @param {readonly string[]} names
 * @param {string} script
 * @param {string} port
 */
const standInsFor = (names, script, port) =>
  [
    `import { functionsOf } from ${JSON.stringify(port)}`,
    ...names.map((name) => `export const ${name} = (...given) => functionsOf('${script}').${name}(...given)`),
  ].join('\n')

/**
 * The entry of a later script.
 * @param {string} script
 * @param {readonly string[]} modules
 * @param {string} port
 */
function laterScript(script, modules, port) {
  const imported = modules.map((module) => ({ module, names: functionsIn(module) }))
  const names = imported.flatMap((one) => one.names)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new Error(`${script} would have two functions called ${twice}`)
  return [
    `import { arrive } from ${JSON.stringify(port)}`,
    ...imported.map(({ module, names }) => `import { ${names.join(', ')} } from ${JSON.stringify(module)}`),
    `arrive('${script}', { ${names.join(', ')} })`,
  ].join('\n')
}

/**
 * The first script, which leaves what it exports on the global object, and whose `import()` no
 * bundler takes for one of its own.
 * @param {string} code
 * @param {string} place
 */
function leaving(code, place) {
  const { program, module } = parseSync('first.js', code)
  const exported = program.body.filter((node) => node.type === 'ExportNamedDeclaration')
  if (exported.length !== 1 || module.dynamicImports.length !== 1 || module.staticImports.length !== 0)
    throw new Error('The first script does not read as expected.')
  const [{ specifiers, start, end }] = exported
  const members = specifiers.map(({ local, exported }) => `${exported.name}:${local.name}`)
  const [{ moduleRequest }] = module.dynamicImports
  return (
    code.slice(0, moduleRequest.start) +
    '/* webpackIgnore: true */ /* @vite-ignore */ ' +
    `${code.slice(moduleRequest.start, start)}${place}={${members.join()}};${code.slice(end)}`
  )
}

/**
 * A later script, which takes what it imported from the global object.
 * @param {string} code
 * @param {string} place
 * @param {string} from The first script's file.
 */
function taking(code, place, from) {
  const { program, module } = parseSync('later.js', code)
  const imported = program.body.filter((node) => node.type === 'ImportDeclaration')
  const exported = program.body.filter((node) => /^Export/.test(node.type) && node.specifiers?.length !== 0)
  if (
    imported.length !== 1 ||
    imported[0].source.value !== `./${from}` ||
    exported.length + module.dynamicImports.length > 0
  )
    throw new Error('A later script does not read as expected.')
  const [{ specifiers, start, end }] = imported
  const members = specifiers.map(({ imported, local }) => `${imported.name}:${local.name}`)
  return `${code.slice(0, start)}const{${members.join()}}=${place};${code.slice(end)}`
}
