/**
 * Queries made from the corpus by rule, the same in every run: whole names, names being typed letter by letter, names with a typo, several
 * words, words that match nearly everything.
 */
export interface BenchQuery {
  readonly kind: 'letter' | 'typing' | 'name' | 'words' | 'typo'
  readonly text: string
}

interface Named {
  readonly name: string
  readonly words: string
}

/** A small linear congruential generator: the same queries on every machine. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export function makeQueries(documents: readonly Named[], count: number): BenchQuery[] {
  const random = makeRandom(42)
  const pick = (): Named => documents[Math.floor(random() * documents.length)] as Named
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
      const word = long[Math.floor(random() * long.length)] as string
      queries.push({ kind: 'typo', text: words.replace(word, withTypo(word, random)) })
    }
  }
  return queries.slice(0, count)
}

/** One letter dropped, doubled, changed or swapped with its neighbour; never the first. */
function withTypo(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 2))
  const [before, letter, after] = [word.slice(0, at), word[at] as string, word.slice(at + 1)]
  const forms = [
    before + after,
    before + letter + letter + after,
    `${before}x${after}`,
    before + after[0] + letter + after.slice(1),
  ]
  return forms[Math.floor(random() * forms.length)] as string
}
