/**
 * Runs tasks one after another in the order in which they were given. A task that fails stops no
 * other.
 */
export class Lane {
  #tail: Promise<unknown> = Promise.resolve()

  run<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(task)
    this.#tail = turn.catch(() => {})
    return turn
  }
}
