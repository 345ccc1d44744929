/**
 * Web Locks of one origin in memory: exclusive and shared locks, waits that are given up, and locks
 * that are taken away.
 */

interface Held {
  readonly name: string
  readonly mode: LockMode
  readonly broken: (reason: unknown) => void
}

interface Waiting extends Held {
  readonly grant: () => void
}

type Body = (lock: unknown) => unknown

export class FakeLocks {
  #held: Held[] = []
  #waiting: Waiting[] = []

  readonly request = (name: string, ...rest: [Body] | [LockOptions, Body]): Promise<unknown> => {
    const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest
    const { mode = 'exclusive', signal, steal } = options
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        name,
        mode,
        broken: reject,
        grant: () => {
          this.#held.push(entry)
          const release = () => {
            this.#held = this.#held.filter((held) => held !== entry)
            this.#grantAll()
          }
          // As in a browser, the holder is called in a task of its own.
          Promise.resolve()
            .then(() => body({ name, mode }))
            .then(resolve, reject)
            .finally(release)
        },
      }
      if (steal) {
        for (const held of this.#held.filter((held) => held.name === name))
          held.broken(new DOMException('The lock was taken.', 'AbortError'))
        this.#held = this.#held.filter((held) => held.name !== name)
        return entry.grant()
      }
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.includes(entry)) return
        this.#waiting = this.#waiting.filter((waiting) => waiting !== entry)
        reject(signal.reason)
      })
      this.#waiting.push(entry)
      this.#grantAll()
    })
  }

  readonly query = async () => ({
    held: this.#held.map(({ name, mode }) => ({ name, mode })),
    pending: this.#waiting.map(({ name, mode }) => ({ name, mode })),
  })

  /** As when their holders die: nobody hears anything. */
  kill(prefix: string): void {
    this.#held = this.#held.filter(({ name }) => !name.startsWith(prefix))
    this.#grantAll()
  }

  #grantAll(): void {
    for (const entry of [...this.#waiting]) {
      const rivals = [...this.#held, ...this.#waiting.slice(0, this.#waiting.indexOf(entry))].filter(
        ({ name, mode }) => name === entry.name && (mode === 'exclusive' || entry.mode === 'exclusive'),
      )
      if (rivals.length > 0) continue
      this.#waiting = this.#waiting.filter((waiting) => waiting !== entry)
      entry.grant()
    }
  }
}
