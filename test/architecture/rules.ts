/**
 * The import table of the project as data, and what breaks it. Who may import whom decides what can
 * be tested alone and what runs where; what a folder may touch decides whether the same input gives
 * the same output.
 */
import { posix } from 'node:path'
import { runInNewContext } from 'node:vm'
import type { ModuleFacts } from './module-facts.ts'

/** The folders of src/core; each may import itself and those before it. */
const coreFolders = [
  'bytes',
  'docset',
  'text',
  'input',
  'document',
  'segment',
  'filter',
  'query',
  'ranking',
  'result',
  'dump',
]

/** The folders of src/engine; each may import itself and those before it. */
const engineFloors = ['store', 'read', 'analysis', 'work', 'write', 'updates', 'queue', 'loop', 'dump', 'image']

/**
 * Says why a free name is not to be used, or nothing if it is. The kind tells a use at run time
 * from one in a type.
 */
type Refusal = (name: string, kind: 'value' | 'type') => string | undefined

interface Layer {
  /**
   * Which files these are: one file, or all that begin with this if it ends in a slash or a dash.
   */
  readonly path: string
  /** Paths as above that its files may import; always their own too. */
  readonly imports: readonly string[]
  readonly packages?: readonly string[]
  readonly refuses?: Refusal
}

/**
 * What V8 has before any host adds to it, less what reaches out of a computation or evaluates text.
 */
const unpredictable = [
  'globalThis',
  'eval',
  'Function',
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'console',
  'escape',
  'unescape',
]
const language = new Set<string>([
  ...(runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]).filter(
    (name) => !unpredictable.includes(name),
  ),
  // Syntax that reads like a name.
  ...['undefined', 'arguments', 'const'],
  // Not the language's, but pure and everywhere.
  ...['TextEncoder', 'TextDecoder'],
])
/** Types of the language's own library that are not also values. */
const languageTypes = new Set(
  `Partial Required Readonly Record Pick Omit Exclude Extract NonNullable Parameters ReturnType ConstructorParameters InstanceType Awaited NoInfer
  ThisParameterType OmitThisParameter Uppercase Lowercase Capitalize Uncapitalize PropertyKey PropertyDescriptor TemplateStringsArray
  ArrayLike ReadonlyArray ReadonlyMap ReadonlySet PromiseLike PromiseSettledResult Iterable Iterator IterableIterator IteratorObject ArrayIterator MapIterator
  SetIterator Generator AsyncIterable AsyncIterator AsyncIterableIterator AsyncGenerator ArrayBufferLike ArrayBufferView ErrorOptions
  RegExpMatchArray RegExpExecArray`.split(/\s+/),
)

const clocksAndChance = new Set(['Date.now', 'Date()', 'Math.random', 'performance', 'crypto'])

/**
 * Nothing but the language: the same input gives the same output. `types` are further types that
 * may be spoken of.
 */
const isPure =
  (types: readonly string[] = []): Refusal =>
  (name, kind) => {
    if (clocksAndChance.has(name)) return 'time and chance are parameters'
    const known = language.has(name) || (kind === 'type' && (languageTypes.has(name) || types.includes(name)))
    return known || /[.(]/.test(name) ? undefined : 'only the language itself may be used here'
  }

const isDatabase = (name: string) => name === 'indexedDB' || /^IDB[A-Z]/.test(name) || /\.indexedDB$/.test(name)
const ofPages = new Set([
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'history',
  'HTMLElement',
  'Document',
  'Window',
  'Element',
])
const ofThreads = new Set([
  'Worker',
  'SharedWorker',
  'self',
  'postMessage',
  'onmessage',
  'importScripts',
  'navigator',
  'BroadcastChannel',
])

const engineRefuses: Refusal = (name, kind) => {
  if (clocksAndChance.has(name)) return 'time and chance are parameters'
  if (ofPages.has(name) || (ofThreads.has(name) && kind === 'value')) return 'the engine does not know what it runs in'
  return isDatabase(name) ? 'only engine/store/idb-*.ts speak to IndexedDB' : undefined
}

const databaseToo: Refusal = (name, kind) => (isDatabase(name) ? undefined : engineRefuses(name, kind))

const workersRefuse: Refusal = (name) => {
  if (ofPages.has(name)) return 'a worker has no page'
  return isDatabase(name) ? 'only engine/store/idb-*.ts speak to IndexedDB' : undefined
}

/** The most particular one first: a file belongs to the first layer whose path it begins with. */
const layers: readonly Layer[] = [
  { path: 'src/shared/wire.ts', imports: ['src/shared/'], packages: ['comlink'] },
  // Declares to the compiler that the platform has types.
  { path: 'src/shared/platform.ts', imports: [] },
  { path: 'src/shared/', imports: [], refuses: isPure(['Blob', 'ReadableStream']) },
  ...coreFolders.map((folder, at) => ({
    path: `src/core/${folder}/`,
    imports: ['src/shared/', ...coreFolders.slice(0, at).map((before) => `src/core/${before}/`)],
    refuses: isPure(),
  })),
  {
    path: 'src/engine/store/idb-store.ts',
    imports: ['src/shared/', 'src/core/', 'src/engine/store/'],
    packages: ['idb'],
    refuses: databaseToo,
  },
  { path: 'src/engine/store/idb-', imports: ['src/shared/', 'src/core/', 'src/engine/store/'], refuses: databaseToo },
  ...engineFloors.map((floor, at) => ({
    path: `src/engine/${floor}/`,
    imports: ['src/shared/', 'src/core/', ...engineFloors.slice(0, at).map((below) => `src/engine/${below}/`)],
    refuses: engineRefuses,
  })),
  { path: 'src/engine/', imports: ['src/shared/', 'src/core/'], refuses: engineRefuses },
  // By the URL that the page has given, and in the package only.
  {
    path: 'src/worker/later-code.ts',
    imports: ['src/shared/'],
    packages: ['(computed)'],
    refuses: workersRefuse,
  },
  {
    path: 'src/worker/',
    imports: ['src/shared/', 'src/engine/'],
    packages: ['comlink'],
    refuses: workersRefuse,
  },
  {
    path: 'src/page/',
    imports: ['src/shared/'],
    packages: ['comlink'],
    refuses: (name, kind) =>
      isDatabase(name) && kind === 'value' ? 'only engine/store/idb-*.ts speak to IndexedDB' : undefined,
  },
  // Loaded lazily by the first: the engine, when it is to run in the page's own thread. Its roles
  // are the ones that workers have.
  { path: 'src/index.ts', imports: ['src/shared/', 'src/page/', 'src/in-thread-engines.ts'] },
  { path: 'src/in-thread-engines.ts', imports: ['src/shared/', 'src/page/', 'src/worker/'] },
  { path: 'src/in-thread.ts', imports: ['src/shared/', 'src/page/', 'src/in-thread-engines.ts'] },
  // Thin over the public client, of which it needs the types only.
  { path: 'src/http/', imports: ['src/index.ts', 'src/shared/'] },
  { path: 'src/service-worker/', imports: ['src/in-thread.ts', 'src/http/', 'src/shared/'] },
  // Loads a module that the command line names.
  {
    path: 'src/site/config.ts',
    imports: ['src/shared/', 'src/site/'],
    packages: ['node:fs', 'node:path', 'node:url', '(computed)'],
  },
  // A site's build, in Node: over the public client, with parsers that are bundled into it.
  {
    path: 'src/site/',
    imports: ['src/index.ts', 'src/in-thread.ts', 'src/shared/'],
    packages: [
      ...['crypto', 'fs', 'http', 'os', 'path', 'url', 'util', 'worker_threads', 'zlib'].map((name) => `node:${name}`),
      ...['css-select', 'htmlparser2', 'marked', 'picomatch', 'yaml'],
    ],
    refuses: (name) => (ofPages.has(name) ? 'the build of a site runs in Node' : undefined),
  },
  // Plugins for generators: over the build of a site, and no code of any generator.
  {
    path: 'src/generators/',
    imports: ['src/site/', 'src/shared/'],
    packages: [...['fs', 'http', 'https', 'module', 'path', 'url'].map((name) => `node:${name}`), 'vitepress'],
    refuses: (name) => (ofPages.has(name) ? 'plugins of generators run in Node' : undefined),
  },
  // Hooks and stores: one core that knows no framework and of the client only its types, and a thin
  // entry for each.
  {
    path: 'src/hooks/',
    imports: ['src/index.ts'],
    refuses: (name) => (ofPages.has(name) ? 'hooks run on servers too' : undefined),
  },
  { path: 'src/react/', imports: ['src/hooks/', 'src/index.ts'], packages: ['react'] },
  { path: 'src/vue/', imports: ['src/hooks/', 'src/index.ts'], packages: ['vue'] },
  { path: 'src/svelte/', imports: ['src/hooks/', 'src/index.ts'] },
  // The engine itself is loaded by the box when somebody wants to search.
  {
    path: 'src/search-box/',
    imports: ['src/index.ts'],
    refuses: (name, kind) =>
      isDatabase(name) && kind === 'value' ? 'only engine/store/idb-*.ts speak to IndexedDB' : undefined,
  },
  // The demo is a user of the package: its public entry, under either of its names, and nothing
  // behind it.
  { path: 'demo/', imports: ['src/index.ts'], packages: ['seekling'] },
]

export interface SourceFile extends ModuleFacts {
  /** From the project's root, with slashes. */
  readonly path: string
}

/** Every way in which files break the table, each as a sentence that begins with the file. */
export function violations(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path))
  return files.flatMap((file) => violationsOf(file, paths))
}

function violationsOf(file: SourceFile, paths: ReadonlySet<string>): string[] {
  const layer = layers.find(({ path }) => isWithin(file.path, path))
  if (layer === undefined) return [`${file.path}: this folder is not in the import table`]
  const found: string[] = []
  if (!file.opensWithDocComment) found.push(`${file.path}: it does not open with a doc comment`)
  for (const specifier of file.imports) {
    if (!specifier.startsWith('.')) {
      if (!layer.packages?.includes(specifier)) found.push(`${file.path}: it may not import the package ${specifier}`)
      continue
    }
    if (/\.(css|svg|json)$/.test(specifier) && layer.path === 'demo/') continue
    const target = resolved(file.path, specifier)
    if (!paths.has(target)) found.push(`${file.path}: there is no ${specifier} (imports name files, with their ending)`)
    else if (![layer.path, ...layer.imports].some((path) => isWithin(target, path))) {
      found.push(`${file.path}: ${layer.path} may not import ${target}`)
    }
  }
  for (const [kind, names] of [
    ['value', file.values],
    ['type', file.types],
  ] as const) {
    for (const name of names) {
      const reason = layer.refuses?.(name, kind)
      if (reason !== undefined) found.push(`${file.path}: it uses ${name}; ${reason}`)
    }
  }
  return found
}

/**
 * One circle of imports as the files on it, the first again at the end; null if there is none.
 * Types count: a circle of types is one idea cut in two.
 */
export function importCycle(files: readonly SourceFile[]): string[] | null {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (path: string): string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return null
    trail.push(path)
    for (const specifier of byPath.get(path)?.imports ?? []) {
      const cycle = specifier.startsWith('.') ? visit(resolved(path, specifier)) : null
      if (cycle) return cycle
    }
    trail.pop()
    done.add(path)
    return null
  }
  for (const { path } of files) {
    const cycle = visit(path)
    if (cycle) return cycle
  }
  return null
}

const resolved = (from: string, specifier: string) => posix.join(posix.dirname(from), specifier)
const isWithin = (file: string, path: string) => (/[/-]$/.test(path) ? file.startsWith(path) : file === path)
