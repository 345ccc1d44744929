/**
 * What was looked up in a dictionary, kept for the next search: walking dictionaries is the most
 * expensive step of a warm search, and every keystroke asks for all earlier words again. A
 * dictionary never changes, so what was found stays right; it is dropped with the dictionary.
 */
import { LruCache } from '../../bytes/lru-cache.ts'
import type { Dictionary } from '../../segment/segment-view.ts'

/** Results kept per dictionary; those used longest ago are dropped first. */
const size = 256

export class DictionaryMemo<T extends object> {
  readonly #results = new WeakMap<object, LruCache<string, T>>()

  get(dictionary: Dictionary, key: string, lookUp: () => T): T {
    let results = this.#results.get(dictionary.memoKey)
    if (results === undefined) {
      results = new LruCache(size, () => 1)
      this.#results.set(dictionary.memoKey, results)
    }
    const known = results.get(key)
    if (known !== undefined) return known
    const found = lookUp()
    results.set(key, found)
    return found
  }
}
