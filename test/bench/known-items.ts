/**
 * Known items: somebody has a certain record in mind and types its name, more or less well. Is the
 * record among the first ten hits?
 *
 * The name is the record's `words`: what it is called in plain words, with what it belongs to
 * (`text track language`). Records are drawn at random, the same in every run, each at most once
 * for a kind; none is left out for being hard to find, only where a kind cannot be made of its
 * name:
 *
 * - `exact`: the words as they are. Any record.
 * - `typo`: one letter dropped, doubled, changed or swapped with the next in one word of five
 *   letters or more, never the first. A record with such a word.
 * - `prefix`: the last word cut to two to five letters, at least one less than it has. A record of
 *   two words or more whose last has three letters or more: the first letters of an only word are
 *   no name yet, and begin hundreds of them.
 * - `reordered`: two neighbouring words swapped, or joined. A record of two words or more.
 *
 * Found is the record itself, or one that this query cannot tell apart from it: with the very same
 * `words` (an interface and its constructor, a heading in capitals or not), or with an identical
 * `name`, and all of its words among its own. (`left` is the name of a selector and of the
 * attributes of five interfaces.)
 */
import { makeRandom, pickOne, withTypo } from './random.ts'

export interface NamedRecord {
  readonly id: string
  readonly name: string
  readonly words: string
}

export type KnownItemKind = 'exact' | 'typo' | 'prefix' | 'reordered'

export interface KnownItem {
  readonly query: string
  readonly record: NamedRecord
}

/** The least share of records among the first ten hits. */
export const knownItemAims: Readonly<Record<KnownItemKind, number>> = {
  exact: 0.99,
  typo: 0.95,
  prefix: 0.97,
  reordered: 0.95,
}

export const firstHits = 10

/** The query for a record of these words, or null where there is none of the kind. */
export type MakeQuery = (words: string[], random: () => number) => string[] | null

export const makeQuery: Readonly<Record<KnownItemKind, MakeQuery>> = {
  exact: (words) => words,
  typo: (words, random) => {
    const long = [...words.keys()].filter((i) => words[i].length >= 5)
    if (long.length === 0) return null
    const at = pickOne(long, random)
    return words.with(at, withTypo(words[at], random))
  },
  prefix: (words, random) => {
    const last = words.at(-1) as string
    if (words.length < 2 || last.length < 3) return null
    return words.with(-1, last.slice(0, Math.min(last.length - 1, 2 + Math.floor(random() * 4))))
  },
  reordered: (words, random) => {
    if (words.length < 2) return null
    const at = Math.floor(random() * (words.length - 1))
    const [left, right] = words.slice(at, at + 2) as [string, string]
    return words.toSpliced(at, 2, ...(random() < 0.5 ? [right, left] : [left + right]))
  },
}

export const knownItems = (records: readonly NamedRecord[], kind: KnownItemKind, count: number): KnownItem[] =>
  drawItems(records, makeQuery[kind], count)

/** So many items, the same for the same records, or as many as there are queries to be made. */
export function drawItems(records: readonly NamedRecord[], make: MakeQuery, count: number): KnownItem[] {
  const random = makeRandom(7)
  const drawn = new Set<NamedRecord>()
  const items: KnownItem[] = []
  while (items.length < count && drawn.size < records.length) {
    const record = pickOne(records, random)
    if (drawn.has(record)) continue
    drawn.add(record)
    const query = make(record.words.split(' '), random)
    if (query !== null) items.push({ query: query.join(' '), record })
  }
  return items
}

export function isFound({ record }: KnownItem, hits: readonly NamedRecord[]): boolean {
  const words = record.words.split(' ')
  return hits.some(
    (hit) =>
      hit.words === record.words ||
      (hit.name === record.name && words.every((word) => hit.words.split(' ').includes(word))),
  )
}

/** Searches for every item; answers which were not found. */
export async function missedItems(
  items: readonly KnownItem[],
  search: (query: string) => Promise<readonly NamedRecord[]>,
): Promise<KnownItem[]> {
  const missed: KnownItem[] = []
  for (const item of items) if (!isFound(item, await search(item.query))) missed.push(item)
  return missed
}
