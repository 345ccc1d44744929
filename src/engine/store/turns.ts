/**
 * One after the other, in the order of asking: how transactions run in WebKit. There, a worker that
 * ends (with its page, or by `terminate()`) while it has several transactions open leaves some of
 * them open for as long as its process lives, and every other tab waits behind them. With one open
 * at a time none is left (seen in WebKitGTK 2.50: 14 of 40 ended workers against 0 of 150).
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #stuck: unknown

  /**
   * Runs `body` once all before it are over: the next one's turn comes when `body` has settled and
   * `over` too. What rejects with a `Stuck` rejects those that wait as well: they would wait for
   * the same thing.
   */
  take<T>(
    body: () => Promise<T>,
    over: () => Promise<unknown> | undefined,
    Stuck: new (...args: never[]) => unknown,
  ): Promise<T> {
    const before = this.#stuck
    const turn = this.#last.then(() => {
      if (this.#stuck !== before) throw this.#stuck
      return body()
    })
    const settled = turn.catch((thrown) => {
      if (thrown instanceof Stuck) this.#stuck = thrown
    })
    this.#last = settled.then(over)
    return turn
  }
}

/** By its name, since nothing else tells the engines apart in a worker; Chromium's has it too. */
export function isWebKit(): boolean {
  const { userAgent = '' } = (globalThis.navigator ?? {}) as Partial<Navigator>
  return userAgent.includes('AppleWebKit') && !/Chrom(e|ium)\//.test(userAgent)
}
