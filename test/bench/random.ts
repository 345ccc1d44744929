/** A small linear congruential generator: the same numbers on every machine. */
export function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export const pickOne = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]

/**
 * One letter dropped, doubled, changed or swapped with its neighbour; never the first, and never
 * nothing. `word` has three letters or more.
 */
export function withTypo(word: string, random: () => number): string {
  for (;;) {
    const at = 1 + Math.floor(random() * (word.length - 2))
    const [before, letter, after] = [word.slice(0, at), word[at], word.slice(at + 1)]
    const forms = [
      before + after,
      before + letter + letter + after,
      `${before}x${after}`,
      before + after[0] + letter + after.slice(1),
    ]
    const mistyped = pickOne(forms, random)
    if (mistyped !== word) return mistyped
  }
}
