/**
 * What the soak may find: per document the value it certainly has, and the values of calls of which
 * nobody knows whether they took effect, because their tab died first. Every document belongs to
 * one writer, who makes one change after the other, so nothing else is open.
 */

/**
 * @typedef {number | null} Value The number of the change that wrote the document; null: it is not
 * there.
 */

export class Model {
  /** @type {Map<string, { settled: Value, maybe: Set<Value>, log: Value[] }>} */
  #documents = new Map()
  /** @type {Set<{ ids: string[], value: Value, overtaken: boolean }>} */
  #running = new Set()
  /**
   * Rises when the site's data begins to be cleared and when it has been: what spans that is not
   * judged.
   */
  era = 0

  /** @param {string[]} ids @param {Value} value */
  begin(ids, value) {
    const change = { ids, value, overtaken: false }
    this.#running.add(change)
    for (const id of ids) this.#of(id).log.push(value)
    return change
  }

  /** @param {ReturnType<Model['begin']>} change @param {'done' | 'none' | 'maybe'} fate */
  end(change, fate) {
    this.#running.delete(change)
    for (const id of change.ids) {
      const document = this.#of(id)
      if (change.overtaken || fate === 'maybe') document.maybe.add(change.value)
      else if (fate === 'done') {
        document.settled = change.value
        document.maybe.clear()
      }
      document.log.push(change.value)
    }
  }

  beginClearing() {
    this.era++
    for (const change of this.#running) change.overtaken = true
  }

  /** All is gone but, perhaps, what was under way. */
  endClearing() {
    this.era++
    for (const document of this.#documents.values()) {
      document.settled = null
      document.maybe.clear()
    }
    for (const change of this.#running) {
      change.overtaken = true
      for (const id of change.ids) this.#of(id).maybe.add(change.value)
    }
  }

  /**
   * What may be found from now on until the returned function is asked. @param {string} id @returns
   * {() => Set<Value>}
   */
  watch(id) {
    const before = this.#allowed(id)
    const { log } = this.#of(id)
    const from = log.length
    return () => new Set([...before, ...log.slice(from), ...this.#allowed(id)])
  }

  ids() {
    return [...this.#documents.keys()]
  }

  /** @param {string} id */
  #allowed(id) {
    const { settled, maybe } = this.#of(id)
    const running = [...this.#running].filter(({ ids }) => ids.includes(id)).map(({ value }) => value)
    return new Set([settled, ...maybe, ...running])
  }

  /** @param {string} id */
  #of(id) {
    const known = this.#documents.get(id) ?? { settled: null, maybe: new Set(), log: [] }
    this.#documents.set(id, known)
    return known
  }
}
