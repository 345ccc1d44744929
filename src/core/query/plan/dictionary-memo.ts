/**
 * What was looked up in a dictionary, kept for the next search: walking dictionaries is the most
 * expensive step of a warm search, and every keystroke asks for all earlier words again. A
 * dictionary never changes, so what was found stays right; it is dropped with the dictionary.
 */
import type { Dictionary } from '../../segment/segment-view.ts'

/** Results kept per dictionary; those used longest ago are dropped first. */
const size = 256

export class DictionaryMemo<T> {
  readonly #answers = new WeakMap<object, Map<string, T>>()

  get(dictionary: Dictionary, key: string, look: () => T): T {
    let answers = this.#answers.get(dictionary.memoKey)
    if (answers === undefined) {
      answers = new Map()
      this.#answers.set(dictionary.memoKey, answers)
    }
    let answer = answers.get(key)
    if (answer === undefined) {
      answer = look()
      const [oldest] = answers.keys()
      if (answers.size >= size && oldest !== undefined) answers.delete(oldest)
    } else answers.delete(key)
    answers.set(key, answer)
    return answer
  }
}
