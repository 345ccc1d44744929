/**
 * Bytes pushed from one side and read from the other. The pushing side may be about a megabyte
 * ahead of the reader and then waits for it, so that little is in memory, and neither side is idle
 * while a piece is on its way.
 */

const aheadBytes = 1024 * 1024

export class ByteChannel implements AsyncIterable<Uint8Array> {
  #waiting: { readonly bytes: Uint8Array; readonly taken: () => void }[] = []
  /** Bytes pushed and not yet read. */
  #ahead = 0
  #wake: (() => void) | null = null
  #end: { readonly error?: unknown } | null = null

  /**
   * Resolves when there is room for more: at once, or when enough has been read, or when the reader
   * has stopped.
   */
  push(bytes: Uint8Array): Promise<void> {
    if (this.#end) return Promise.resolve()
    this.#ahead += bytes.length
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, taken: resolve })
      this.#wake?.()
      if (this.#ahead <= aheadBytes) resolve()
    })
  }

  /** Ends the channel; with an error the reader fails with it. */
  end(failure?: { readonly error: unknown }): void {
    this.#end ??= failure ?? {}
    this.#wake?.()
  }

  /** To be called when the reader stops. */
  close(): void {
    this.#end ??= {}
    for (const { taken } of this.#waiting) taken()
    this.#waiting = []
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next) {
        try {
          yield next.bytes
        } finally {
          // Also when the reader throws while it has these bytes.
          this.#ahead -= next.bytes.length
          next.taken()
        }
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error
        return
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = null
      }
    }
  }
}
