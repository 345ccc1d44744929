/**
 * The engines of `npm run bench:peers`: what is installed for each, pinned, and how it is used. Its
 * adapter is test/bench/peers/<name>.ts. To measure a newer version, change it here.
 */

/**
 * @typedef {object} Peer
 * @property {string} name Of its adapter, and after `--engines`.
 * @property {string} title
 * @property {Readonly<Record<string, string>>} packages Versions by npm package, none for Seekling.
 * @property {string} how How it is set up here, in a sentence for the pages of results.
 * @property {string} keeps What is there at the next visit.
 * @property {boolean} [rebuilds] A change makes a new index of all documents, so that they are
 *   given at once.
 * @property {boolean} [needsWindow] Reads from `window` what a worker has as globals.
 */

/** @type {readonly Peer[]} */
export const peers = [
  {
    name: 'seekling',
    title: 'Seekling',
    packages: {},
    how: 'the built package as a page uses it, fields in the order of their weight, everything else at its defaults',
    keeps: 'the index and the whole documents, in IndexedDB',
  },
  {
    name: 'minisearch',
    title: 'MiniSearch',
    packages: { minisearch: '7.2.0' },
    how: 'as its README searches: any of the words, `prefix: true`, `fuzzy: 0.2`, boosts',
    keeps: 'its JSON, one record in IndexedDB that each change replaces',
  },
  {
    name: 'minisearch-all',
    title: 'MiniSearch, all words',
    packages: { minisearch: '7.2.0' },
    how: 'as its `autoSuggest` searches: all words required, the last one a prefix, `fuzzy: 0.2`, boosts',
    keeps: 'the same',
  },
  {
    name: 'flexsearch',
    title: 'FlexSearch',
    packages: { flexsearch: '0.8.212' },
    how: '`Document` with `tokenize: "forward"` and `suggest`, fields in the order of their weight',
    keeps: 'its export, one record in IndexedDB that each change replaces',
  },
  {
    name: 'flexsearch-indexeddb',
    title: 'FlexSearch on IndexedDB',
    packages: { flexsearch: '0.8.212' },
    how: 'the same, mounted on its IndexedDB; given a `window`, without which it does not run in a worker',
    keeps: 'its postings and the shown fields, in IndexedDB',
    needsWindow: true,
  },
  {
    name: 'orama',
    title: 'Orama',
    packages: { '@orama/orama': '3.1.18' },
    how: '`tolerance: 1`, `threshold: 0` (all words required), boosts',
    keeps: 'what `save` returns, one record in IndexedDB that each change replaces',
  },
  {
    name: 'lunr',
    title: 'lunr',
    packages: { lunr: '2.3.9' },
    how: "its guide's query: the word, its prefix and one letter off, with falling boosts; the index cannot be changed, so that each change makes a new one",
    keeps: 'its JSON and the documents, one record in IndexedDB',
    rebuilds: true,
  },
  {
    name: 'fuse',
    title: 'Fuse.js',
    packages: { 'fuse.js': '7.5.0' },
    how: '`useTokenSearch` with all words required, `ignoreLocation`, a threshold of 0.3, weights',
    keeps: 'the documents and the index of `Fuse.createIndex`, one record in IndexedDB that each change replaces',
  },
  {
    name: 'itemsjs',
    title: 'itemsjs',
    packages: { itemsjs: '2.4.4' },
    how: 'its own text search; each change is `reindex` of the whole list',
    keeps: '`serializeAll` and the documents, one record in IndexedDB',
    rebuilds: true,
  },
  {
    name: 'sqlite',
    title: 'SQLite FTS5',
    packages: { '@sqlite.org/sqlite-wasm': '3.54.1-build1' },
    how: "WebAssembly in OPFS (`opfs-sahpool`), `prefix = '2 3'`, `bm25` with weights, prefix on the last word; it knows no typos",
    keeps: 'the database, in the origin private file system',
  },
]

/**
 * The engines of these names, in the order of the table.
 * @param {string | undefined} names Separated by commas; all if undefined.
 * @returns {readonly Peer[]}
 * @throws {Error} naming the one that is unknown.
 */
export function peersNamed(names) {
  if (names === undefined) return peers
  const wanted = names.split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => !peers.some((peer) => peer.name === name))
  if (unknown !== undefined) {
    throw new Error(`--engines names "${unknown}". It takes ${peers.map(({ name }) => name).join(', ')}.`)
  }
  return peers.filter(({ name }) => wanted.includes(name))
}
