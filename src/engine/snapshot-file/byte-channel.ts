/** Bytes pushed from one side and read from the other: who pushes waits until the reader has asked for more, so little is ever in memory. */

export class ByteChannel implements AsyncIterable<Uint8Array> {
  #waiting: { readonly bytes: Uint8Array; readonly taken: () => void }[] = []
  #wake: (() => void) | null = null
  #end: { readonly error?: unknown } | null = null

  /** Resolves when the bytes have been worked off, or nobody reads any more. */
  push(bytes: Uint8Array): Promise<void> {
    if (this.#end) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, taken: resolve })
      this.#wake?.()
    })
  }

  /** No more is pushed; with an error the reader fails with it. */
  end(failure?: { readonly error: unknown }): void {
    this.#end ??= failure ?? {}
    this.#wake?.()
  }

  /** Nobody reads any more. */
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
