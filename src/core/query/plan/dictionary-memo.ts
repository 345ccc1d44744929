/**
 * What was looked up in a dictionary, kept for the next search: walking dictionaries is the most
 * expensive step of a warm search, and every keystroke asks for all earlier words again. A
 * dictionary never changes, so what was found stays right; it is dropped with the dictionary.
 */
import type { Dictionary } from '../../segment/segment-view.ts'

/** Results kept per dictionary; those used longest ago are dropped first. */
const size = 256

export class DictionaryMemo<T> {
  readonly #results = new WeakMap<object, Map<string, T>>()

  get(dictionary: Dictionary, key: string, lookUp: () => T): T {
    let results = this.#results.get(dictionary.memoKey)
    if (results === undefined) {
      results = new Map()
      this.#results.set(dictionary.memoKey, results)
    }
    let result = results.get(key)
    if (result === undefined) {
      result = lookUp()
      const [oldest] = results.keys()
      if (results.size >= size && oldest !== undefined) results.delete(oldest)
    } else results.delete(key)
    results.set(key, result)
    return result
  }
}
