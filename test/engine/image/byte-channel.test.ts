import { describe, expect, test } from 'vitest'
import { ByteChannel } from '../../../src/engine/image/byte-channel.ts'

const piece = (kilobytes: number): Uint8Array => new Uint8Array(kilobytes * 1024)

/** Whether a push has resolved by the time other things had their turn. */
async function isTaken(push: Promise<void>): Promise<boolean> {
  let taken = false
  void push.then(() => {
    taken = true
  })
  await new Promise((resolve) => setTimeout(resolve, 0))
  return taken
}

describe('who pushes', () => {
  test('may be a megabyte ahead of the reader, then waits until it has worked off what was pushed', async () => {
    const channel = new ByteChannel()
    expect(await isTaken(channel.push(piece(600)))).toBe(true)
    const second = channel.push(piece(600))
    expect(await isTaken(second)).toBe(false)
    const reader = channel[Symbol.asyncIterator]()
    expect((await reader.next()).value).toHaveLength(600 * 1024)
    expect(await isTaken(second)).toBe(false)
    await reader.next()
    // Asking for more says that the last piece is worked off.
    void reader.next()
    expect(await isTaken(second)).toBe(true)
    expect(await isTaken(channel.push(piece(600)))).toBe(true)
  })

  test('does not wait for a reader that is gone', async () => {
    const channel = new ByteChannel()
    const waiting = channel.push(piece(2000))
    expect(await isTaken(waiting)).toBe(false)
    channel.close()
    expect(await isTaken(waiting)).toBe(true)
    expect(await isTaken(channel.push(piece(2000)))).toBe(true)
  })
})

describe('the reader', () => {
  const readAll = async (channel: ByteChannel): Promise<number[]> => {
    const lengths: number[] = []
    for await (const bytes of channel) lengths.push(bytes.length)
    return lengths
  }

  test('gets everything that was pushed before the end, in order', async () => {
    const channel = new ByteChannel()
    const read = readAll(channel)
    void channel.push(piece(1))
    void channel.push(piece(2))
    channel.end()
    expect(await read).toEqual([1024, 2048])
  })

  test('fails with the error that ended it, after what was pushed before', async () => {
    const channel = new ByteChannel()
    void channel.push(piece(1))
    channel.end({ error: new Error('given up') })
    await expect(readAll(channel)).rejects.toThrow('given up')
  })
})
