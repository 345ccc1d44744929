/**
 * How many typos lie between a query word and a term, by the same rules as a dictionary walk:
 * adjacent transpositions cost 1, another first letter costs one more, and a prefix is as far as
 * the nearest beginning of the term.
 */

/**
 * 0 when they are equal (or, with `prefix`, the term starts with the word); -1 when it takes more
 * than `budget` typos.
 */
export function typosBetween(word: string, term: string, budget: number, prefix: boolean): number {
  if (prefix ? term.startsWith(word) : term === word) return 0
  if (budget === 0 || word === '' || term === '') return -1
  // Nearly all words differ in the first letter, which costs two typos and so is beyond this
  // budget.
  if (budget === 1 && word.charCodeAt(0) !== term.charCodeAt(0)) return -1
  // A character has at most two units, so the lengths are too far apart.
  if (term.length * 2 < word.length - budget * 2 || (!prefix && term.length > (word.length + budget) * 2)) return -1
  const a = [...word]
  const b = [...term]
  if (b.length < a.length - budget || (!prefix && b.length > a.length + budget)) return -1
  // Of a prefix, only the longest beginning of the term that can be within budget is compared.
  const reach = prefix ? Math.min(b.length, a.length + budget) : b.length
  let beforeLast: number[] = []
  let last = a.map((_, i) => i)
  last.push(a.length)
  let best = last[a.length]
  for (let j = 1; j <= reach; j++) {
    const row = [j]
    for (let i = 1; i <= a.length; i++) {
      const same = a[i - 1] === b[j - 1]
      let cell = Math.min(last[i] + 1, row[i - 1] + 1, last[i - 1] + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 2] === b[j - 1] && a[i - 1] === b[j - 2]) cell = Math.min(cell, beforeLast[i - 2] + 1)
      row.push(cell)
    }
    best = prefix ? Math.min(best, row[a.length]) : row[a.length]
    beforeLast = last
    last = row
  }
  const typos = a[0] === b[0] ? best : best + 1
  return typos <= budget ? typos : -1
}
