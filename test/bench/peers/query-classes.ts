/**
 * The classes of queries that all engines are asked, made of records by the rules of known items:
 * somebody has a record in mind and types words of its name.
 *
 * - `word`: one word that at most ten records hold in any field, so that a list of ten hits has
 *   room for all of them.
 * - `words`: the name as it is, of two words or more.
 * - `prefix`: the name with its last word cut to two to five letters.
 * - `typo`: the name with one letter wrong in one of its words of five letters or more.
 * - `swapped`: the name with two neighbouring words in the other order.
 */
import { drawItems, type KnownItem, type MakeQuery, makeQuery, type NamedRecord } from '../known-items.ts'
import { pickOne } from '../random.ts'
import { hitCount } from './engine.ts'

export const queryClasses = ['word', 'words', 'prefix', 'typo', 'swapped'] as const

export type QueryClass = (typeof queryClasses)[number]

/** Words of a text, folded as every engine does: letters and digits in lower case. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/**
 * @param documents With their searched fields.
 * @param named The same, by the words somebody would type who looks for them.
 * @param fields Names of the searched fields.
 * @returns So many items of each class, the same for the same documents.
 */
export function queriesByClass(
  documents: readonly object[],
  named: readonly NamedRecord[],
  fields: readonly string[],
  count: number,
): Record<QueryClass, KnownItem[]> {
  const holders = countHolders(documents, fields)
  const makers: Record<QueryClass, MakeQuery> = {
    word: (words, random) => {
      const rare = words.filter((word) => word.length >= 3 && (holders.get(word) ?? hitCount + 1) <= hitCount)
      return rare.length === 0 ? null : [pickOne(rare, random)]
    },
    words: (words) => (words.length < 2 ? null : words),
    prefix: makeQuery.prefix,
    typo: makeQuery.typo,
    swapped: (words, random) => {
      if (words.length < 2) return null
      const at = Math.floor(random() * (words.length - 1))
      return words[at] === words[at + 1] ? null : words.with(at, words[at + 1]).with(at + 1, words[at])
    },
  }
  const items = {} as Record<QueryClass, KnownItem[]>
  for (const kind of queryClasses) items[kind] = drawItems(named, makers[kind], count)
  return items
}

/** In how many records each word stands, in whatever field. */
function countHolders(documents: readonly object[], fields: readonly string[]): Map<string, number> {
  const holders = new Map<string, number>()
  for (const document of documents) {
    const texts = fields.map((field) => (document as Readonly<Record<string, unknown>>)[field] ?? '')
    for (const word of new Set(wordsOf(texts.join(' ')))) holders.set(word, (holders.get(word) ?? 0) + 1)
  }
  return holders
}
