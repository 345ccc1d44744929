/**
 * The platform's compression, driven by hand: bytes are pushed in, and the output goes to a
 * function that is awaited, so that never more than a few pieces are in memory. A failure on either
 * side rejects the push under way and all later ones, so every promise settles.
 */

export class StreamPump {
  readonly #writer: WritableStreamDefaultWriter<BufferSource>
  readonly #reading: Promise<void>
  /** Rejects as soon as reading does; never resolves. */
  readonly #failed: Promise<never>

  /**
   * `refused` makes the error for bytes that the stream cannot take, such as bytes that were never
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
    // Its failure is reported by the reader, or by `ready`.
    this.#writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => {})
    // A reader that fails breaks the writer too. No `Promise.race` with `failed`, which stays open:
    // it would keep every race in memory.
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
