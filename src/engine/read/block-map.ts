/**
 * Where a document slot lies: which file, which page (= block) and which place in the block. Slots
 * run on through a segment's files.
 */
import type { DocumentFile } from '../store/schema.ts'

export interface BlockPlace {
  readonly file: DocumentFile
  readonly page: number
  /** Place inside the block. */
  readonly index: number
}

export class BlockMap {
  /** How many documents lie in all blocks. */
  readonly slots: number
  readonly files: readonly DocumentFile[]
  /** First slot of every block, over all files. */
  readonly #firstSlots: Uint32Array
  /** First block of every file. */
  readonly #firstBlocks: readonly number[]

  constructor(files: readonly DocumentFile[]) {
    this.files = files
    const firstBlocks: number[] = []
    let blocks = 0
    for (const file of files) {
      firstBlocks.push(blocks)
      blocks += file.counts.length
    }
    const firstSlots = new Uint32Array(blocks)
    let slot = 0
    let block = 0
    for (const { counts } of files) {
      for (const count of counts) {
        firstSlots[block++] = slot
        slot += count
      }
    }
    this.slots = slot
    this.#firstBlocks = firstBlocks
    this.#firstSlots = firstSlots
  }

  /** `slot` must be below `slots`. */
  find(slot: number): BlockPlace {
    let low = 0
    let high = this.#firstSlots.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#firstSlots[middle] <= slot) low = middle
      else high = middle - 1
    }
    let fileAt = this.#firstBlocks.length - 1
    while (this.#firstBlocks[fileAt] > low) fileAt--
    return {
      file: this.files[fileAt],
      page: low - this.#firstBlocks[fileAt],
      index: slot - this.#firstSlots[low],
    }
  }
}
