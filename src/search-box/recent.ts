/**
 * What the visitor searched for and then followed to a page, newest first, in the page's local
 * storage. Law: a storage that is full, blocked or holds something else is an empty list.
 */

/** What is used of `localStorage`. */
export interface KeyValueStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const most = 5

export class RecentSearches {
  readonly #key: string
  readonly #storage: () => KeyValueStorage | undefined

  /** `storage` may throw, as `localStorage` does where it is blocked. */
  constructor(key: string, storage: () => KeyValueStorage | undefined) {
    this.#key = key
    this.#storage = storage
  }

  list(): string[] {
    const stored = attempt(() => JSON.parse(this.#storage()?.getItem(this.#key) ?? '[]'))
    return Array.isArray(stored) ? stored.filter((text) => typeof text === 'string').slice(0, most) : []
  }

  add(query: string): void {
    const text = query.trim()
    if (text === '') return
    const others = this.list().filter((other) => other.toLowerCase() !== text.toLowerCase())
    attempt(() => this.#storage()?.setItem(this.#key, JSON.stringify([text, ...others].slice(0, most))))
  }

  clear(): void {
    attempt(() => this.#storage()?.removeItem(this.#key))
  }
}

/** undefined where it fails. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
