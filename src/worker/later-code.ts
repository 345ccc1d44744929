/**
 * Code that a worker loads when a call first needs it. The build (scripts/parted-script.mjs) leaves
 * some functions out of the worker's own script, and puts stand-ins in their place, which call them
 * through `functionsOf`. Laws: a call whose code is not there yet waits for it and then begins
 * anew, so it answers as if all had been there; code of another build is as good as none. In source
 * and in all other scripts nothing is left out, and no stand-in ever calls this.
 */
import { SeeklingError, textOf } from '../shared/errors.ts'
import type { LaterScript, LaterUrls } from '../shared/worker-control.ts'

type Functions = Readonly<Record<string, (...given: never[]) => unknown>>

const arrived = new Map<LaterScript, Functions>()

/** What a stand-in throws. Nothing may catch it but `LaterCode`. */
export class NotLoaded extends Error {
  readonly script: LaterScript

  constructor(script: LaterScript) {
    super(`The code in ${script}.js is called before it is loaded.`)
    this.script = script
  }
}

/** For stand-ins. Throws NotLoaded. */
export function functionsOf(script: LaterScript): Functions {
  const functions = arrived.get(script)
  if (functions === undefined) throw new NotLoaded(script)
  return functions
}

export const isLoaded = (script: LaterScript): boolean => arrived.has(script)

/** For a later script, which calls this when it is evaluated. */
export function arrive(script: LaterScript, functions: Functions): void {
  arrived.set(script, functions)
}

/** A connection that stands still is given up after this, as a worker is that does not start. */
const loadsWithinMs = 30_000

export class LaterCode {
  readonly #urls: LaterUrls
  readonly #import: (url: string) => Promise<unknown>
  readonly #loading = new Map<LaterScript, Promise<void>>()
  #failures = 0

  /** `load`: as `import()`, which is the default. */
  constructor(urls: LaterUrls, load: (url: string) => Promise<unknown> = (url) => import(url)) {
    this.#urls = urls
    this.#import = load
  }

  /**
   * Returns what `call` does, with the code loaded that it needs: it is begun anew then, so it must
   * have changed nothing before. Rejects as it does, or as `load`.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call()
      } catch (thrown) {
        if (!(thrown instanceof NotLoaded)) throw thrown
        await this.load(thrown.script)
      }
    }
  }

  /**
   * Resolves when the script has arrived; calls at the same time share one request. Rejects with
   * `worker_failed` and the script's URL, marked `later`: the page knows another way.
   */
  load(script: LaterScript): Promise<void> {
    let loading = this.#loading.get(script)
    if (loading === undefined) {
      loading = this.#load(script)
      this.#loading.set(script, loading)
      loading.catch(() => {
        this.#failures++
        this.#loading.delete(script)
      })
    }
    return loading
  }

  async #load(script: LaterScript): Promise<void> {
    const url = this.#urls[script]
    // Browsers may remember that a module failed; with another fragment it is another module.
    const asked = this.#failures > 0 ? `${url}#${this.#failures}` : url
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('nothing came in time')), loadsWithinMs)
    })
    try {
      await Promise.race([this.#import(asked), late])
      if (!isLoaded(script)) throw new Error('what came is something else')
    } catch (thrown) {
      const message = `${url} cannot be loaded: ${textOf(thrown)}. Serve it beside the worker's script, of the same build.`
      throw new SeeklingError('worker_failed', message, { url, later: true }, thrown)
    } finally {
      clearTimeout(timer)
    }
  }
}
