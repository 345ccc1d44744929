/**
 * Numbers by document, as runs: within a run each is one more than the one before. Documents that
 * were added in order have ordinals and slots of few runs, however many they are; where there are
 * too many runs, the numbers are not kept in memory but read from the table.
 *
 *   varint runs, 0 where there are too many; per run: varint its first number, varint documents
 *
 * Part of the guide (guide.ts), and frozen with it.
 */
import type { ByteReader } from '../bytes/byte-reader.ts'
import type { ByteWriter } from '../bytes/byte-writer.ts'
import type { LocalDocument } from '../docset/numbers.ts'

/** Few enough to be searched and to stay in memory. */
const mostRuns = 1024

export class Runs {
  readonly #firstDocuments: Uint32Array
  readonly #firstNumbers: Uint32Array

  constructor(firstDocuments: Uint32Array, firstNumbers: Uint32Array) {
    this.#firstDocuments = firstDocuments
    this.#firstNumbers = firstNumbers
  }

  at(document: LocalDocument): number {
    const starts = this.#firstDocuments
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (starts[middle] <= document) low = middle
      else high = middle - 1
    }
    return this.#firstNumbers[low] + document - starts[low]
  }
}

export function writeRuns(out: ByteWriter, numbers: Uint32Array): void {
  const starts: number[] = []
  for (let i = 0; i < numbers.length && starts.length <= mostRuns; i++)
    if (i === 0 || numbers[i] !== numbers[i - 1] + 1) starts.push(i)
  if (starts.length > mostRuns) {
    out.varint(0)
    return
  }
  out.varint(starts.length)
  starts.forEach((start, i) => {
    out.varint(numbers[start])
    out.varint((starts[i + 1] ?? numbers.length) - start)
  })
}

/**
 * null where there were too many. Throws `corrupt_segment` unless they are runs of `documents`
 * documents and numbers below `limit`.
 */
export function readRuns(reader: ByteReader, documents: number, limit: number): Runs | null {
  const count = reader.varint('run count')
  if (count === 0 && documents > 0) return null
  reader.expect(count <= mostRuns, 'run count')
  const firstDocuments = new Uint32Array(count)
  const firstNumbers = new Uint32Array(count)
  let document = 0
  for (let run = 0; run < count; run++) {
    firstDocuments[run] = document
    firstNumbers[run] = reader.varint('first of a run')
    const length = reader.varint('run length')
    reader.expect(length > 0 && firstNumbers[run] + length <= limit, 'run length')
    document += length
  }
  reader.expect(document === documents, 'document count of runs')
  return new Runs(firstDocuments, firstNumbers)
}
