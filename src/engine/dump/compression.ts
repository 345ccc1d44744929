/**
 * The platform's compression, driven by hand: bytes are pushed in, and what comes out goes to a
 * function that is waited for, so that never more than a few pieces are in memory. A failure on
 * either side rejects the push under way and all later ones; nothing is left hanging.
 */

export class StreamPump {
  readonly #writer: WritableStreamDefaultWriter<BufferSource>
  readonly #reading: Promise<void>
  /** Rejects as soon as reading does; never resolves. */
  readonly #failed: Promise<never>

  /**
   * `refused` makes the error for bytes that the stream cannot take, such as what was never
   * compressed.
   */
  constructor(
    { readable, writable }: CompressionStream | DecompressionStream,
    take: (bytes: Uint8Array) => Promise<void>,
    refused: (cause: unknown) => unknown = (cause) => cause,
  ) {
    this.#writer = writable.getWriter()
    this.#reading = readAll(readable.getReader(), take, refused)
    this.#failed = new Promise((_, reject) => this.#reading.catch(reject))
    this.#failed.catch(() => {})
  }

  /** Resolves when there is room for more. `bytes` must not be changed afterwards. */
  async push(bytes: Uint8Array): Promise<void> {
    // Its own failure is that of the reader, or of `ready`.
    this.#writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => {})
    // A reader that fails breaks the writer too. Not raced with `failed`: each race would stay in
    // the memory of a promise that stays open.
    await this.#writer.ready.catch(() => this.#failed)
  }

  /** Resolves when everything was taken. */
  async finish(): Promise<void> {
    this.#writer.close().catch(() => {})
    await this.#reading
  }

  /** Gives up; nothing more is taken. */
  drop(): void {
    this.#writer.abort().catch(() => {})
    this.#reading.catch(() => {})
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  take: (bytes: Uint8Array) => Promise<void>,
  refused: (cause: unknown) => unknown,
): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read().catch((cause) => {
      throw refused(cause)
    })
    if (done) return
    try {
      await take(value)
    } catch (thrown) {
      reader.cancel().catch(() => {})
      throw thrown
    }
  }
}
