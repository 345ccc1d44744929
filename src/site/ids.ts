/**
 * From URLs to document ids. Law: the id depends on the URL's text alone, different URLs have
 * different ids, and every id is one that Seekling and a Meilisearch server take: 1 to 511 of the
 * characters a-z A-Z 0-9 _ and -.
 *
 *   a-z A-Z 0-9 -      stand for themselves
 *   /                  _ _
 *   #                  _ -
 *   any other          _ and two digits (0-9 a-f) for each of its bytes in UTF-8
 *   the empty URL      _
 *   longer than 511    the first 440 of these, _z, and the SHA-256 of the URL in 64 digits
 *
 * Frozen: ids are in indexes and links of sites.
 */
import { createHash } from 'node:crypto'

const longestId = 511
const keptOfLong = 440

/**
 * The id of a document that lies at `url`, which may be any text: `/guide/install.html#linux` gives
 * `__guide__install_2ehtml_-linux`. The text counts: `/a` and `/a/` are two URLs, and so are two
 * spellings of one letter.
 *
 * @example
 * import { open } from 'seekling/engine'
 * import { documentId } from 'seekling/site'
 *
 * const id = documentId('https://example.org/a?b=c') // => 'https_3a____example_2eorg__a_3fb_3dc'
 * const index = (await open({ storage: 'memory' })).index('pages')
 * await index.addDocuments([{ id, title: 'A' }])
 */
export function documentId(url: string): string {
  if (url === '') return '_'
  const id = isAscii.test(url) ? url.replace(/[^a-zA-Z0-9-]/g, escapedAscii) : escapedAll(url)
  if (id.length <= longestId) return id
  return `${id.slice(0, keptOfLong)}_z${createHash('sha256').update(url).digest('hex')}`
}

/** The most of URLs, and of a site's build they are a good part. */
const isAscii = /^[\0-\x7f]*$/

const escapedAscii = (sign: string): string => asciiEscapes[sign.charCodeAt(0)]

const escapedAll = (url: string): string =>
  url.replace(/[^a-zA-Z0-9-]+/g, (signs) => Array.from(signs, escaped).join(''))

function escaped(sign: string): string {
  if (sign === '/') return '__'
  if (sign === '#') return '_-'
  return Array.from(bytesOf(sign), (byte) => `_${byte.toString(16).padStart(2, '0')}`).join('')
}

/** A lone half of a pair has no UTF-8: it is written as the three bytes it would have. */
function bytesOf(sign: string): Iterable<number> {
  const unit = sign.charCodeAt(0)
  const isLone = sign.length === 1 && unit >= 0xd800 && unit < 0xe000
  return isLone ? [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63)] : encoder.encode(sign)
}

const encoder = new TextEncoder()

const asciiEscapes = Array.from({ length: 128 }, (_, code) => escaped(String.fromCharCode(code)))
