/**
 * The textbook table for edit distance with adjacent transpositions (optimal string alignment):
 * slow, obvious, the reference for the walk.
 */

export function editDistance(left: string, right: string): number {
  return distanceTable(left, right)[[...left].length]?.[[...right].length]
}

/** The least distance of `word` to any prefix of `candidate`. */
export function prefixDistance(word: string, candidate: string): number {
  return Math.min(...(distanceTable(word, candidate)[[...word].length] as number[]))
}

function distanceTable(left: string, right: string): number[][] {
  const a = [...left]
  const b = [...right]
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const cell = (i: number, j: number): number => table[i]?.[j]
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      const row = table[i] as number[]
      if (i === 0 || j === 0) row[j] = i + j
      else {
        row[j] = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1))
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          row[j] = Math.min(row[j], cell(i - 2, j - 2) + 1)
      }
    }
  }
  return table
}
