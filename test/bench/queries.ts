/**
 * Queries made from the corpus by rule, the same in every run: whole names, names being typed
 * letter by letter, names with a typo, several words, words that match nearly everything.
 */
import { makeRandom, withTypo } from './random.ts'

export interface BenchQuery {
  readonly kind: 'letter' | 'typing' | 'name' | 'words' | 'typo'
  readonly text: string
}

interface Named {
  readonly name: string
  readonly words: string
}

export function makeQueries(documents: readonly Named[], count: number): BenchQuery[] {
  const random = makeRandom(42)
  const pick = (): Named => documents[Math.floor(random() * documents.length)]
  const queries: BenchQuery[] = [...'abcdefghijklmnopqrstuvwxyz'].map((text) => ({ kind: 'letter', text }))
  while (queries.length < count) {
    const { name, words } = pick()
    const cut = 2 + Math.floor(random() * Math.max(1, name.length - 2))
    queries.push(
      { kind: 'name', text: name },
      { kind: 'typing', text: name.slice(0, cut) },
      { kind: 'words', text: words },
    )
    const long = words.split(' ').filter((word) => word.length >= 5)
    if (long.length > 0) {
      const word = long[Math.floor(random() * long.length)]
      queries.push({ kind: 'typo', text: words.replace(word, withTypo(word, random)) })
    }
  }
  return queries.slice(0, count)
}
