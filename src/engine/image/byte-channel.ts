/**
 * Bytes pushed from one side and read from the other. Who pushes may be about a megabyte ahead of
 * the reader and then waits for it, so that little is ever in memory, and neither side stands still
 * while a piece is on its way.
 */

const aheadBytes = 1024 * 1024

export class ByteChannel implements AsyncIterable<Uint8Array> {
  #waiting: { readonly bytes: Uint8Array; readonly taken: () => void }[] = []
  /** Pushed and not yet worked off. */
  #ahead = 0
  #wake: (() => void) | null = null
  #end: { readonly error?: unknown } | null = null

  /**
   * Resolves when there is room for more: at once, or when these bytes have been worked off, or
   * it is not read any more.
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

  /** No more is pushed; with an error the reader fails with it. */
  end(failure?: { readonly error: unknown }): void {
    this.#end ??= failure ?? {}
    this.#wake?.()
  }

  /** It is not read any more. */
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
          // Also when the reader gives up over these very bytes.
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
