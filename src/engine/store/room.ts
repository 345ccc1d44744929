/**
 * Room on a full disk. Browsers refuse a transaction for what it puts, so one that only deletes
 * always succeeds. Garbage is swept by such transactions, and a small reserve, stored while there
 * was room, is deleted piece by piece for updates that free more.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { UpdateTypeName } from '../../shared/update.ts'
import { sweepGarbage } from './garbage.ts'
import type { Store } from './store.ts'

/**
 * Over 64 KiB: Chromium then keeps a piece in a file of its own, whose space is free as soon as it
 * is deleted.
 */
const pieceBytes = 96 * 1024
const pieces = 4
const keyOf = (piece: number): string => `reserve${piece}`

const freeing: readonly UpdateTypeName[] = ['DocumentsDeletion', 'ClearAll', 'IndexDeletion']

/** Whether an update leaves less stored than there was: it may use the reserve. */
export const freesRoom = (type: UpdateTypeName): boolean => freeing.includes(type)

export const isFull = (thrown: unknown): boolean =>
  thrown instanceof SeeklingError && thrown.code === 'no_space_left_on_device'

/**
 * When the disk is full, sweeps the garbage and runs `attempt` again, which must be harmless to
 * repeat.
 */
export async function withRoom<T>(store: Store, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (thrown) {
    if (!isFull(thrown)) throw thrown
    await sweepGarbage(store, () => true)
    return attempt()
  }
}

/**
 * The same for an attempt that frees room itself, or ends an update that cannot fit: it may use the
 * reserve. The reserve comes before the sweep, because some browsers log what they delete, so that
 * sweeping fills a full disk further for a while.
 */
export async function withReserve<T>(store: Store, attempt: () => Promise<T>): Promise<T> {
  for (let piece = 0; piece <= pieces; piece++) {
    try {
      return await attempt()
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown
      if (piece < pieces)
        await store.write(['meta'], 'relaxed', (transaction) => transaction.delete('meta', keyOf(piece)))
    }
  }
  return withRoom(store, attempt)
}

/**
 * Stores what is missing of the reserve. Rejects as the store does, also where there is no room for
 * it.
 */
export async function keepReserve(store: Store): Promise<void> {
  const found = await store.read(['meta'], (transaction) => transaction.getAllKeys('meta', { from: 'reserve' }))
  for (let piece = 0; piece < pieces; piece++) {
    const key = keyOf(piece)
    if (found.includes(key)) continue
    await store.write(['meta'], 'relaxed', (transaction) => transaction.put('meta', key, incompressible(pieceBytes)))
  }
}

/**
 * Random bytes, because zeros would be compressed to next to nothing. `bytes` is a multiple of 4.
 */
export function incompressible(bytes: number): Uint8Array {
  const words = new Uint32Array(bytes / 4)
  for (let i = 0, state = 0x9e3779b9; i < words.length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[i] = state
  }
  return new Uint8Array(words.buffer)
}
