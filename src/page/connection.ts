/**
 * Keeps one worker for one role: starts it when it is first needed, and again when it was lost.
 * When a worker does not load, throws, is terminated or does not respond any more, every call that
 * waits on it rejects with `worker_failed`; the next call starts a new one.
 */
import { SeeklingError } from '../shared/errors.ts'
import { callerOver, type Endpoint } from '../shared/wire.ts'
import { Link } from './link.ts'

/**
 * Loading the script over a slow network and opening a large database take seconds; a start that
 * takes longer has failed.
 */
const startWithinMs = 30_000
const closesWithinMs = 2_000
const closesInMs = 100
const looksAgainMs = 1_000

/** How the script of a role is started, whole, where its own or a part of it cannot be had. */
export interface SpareScript {
  readonly spawn: () => Promise<WorkerLike>
  /** What could not be started, for the error. */
  readonly instead: string
}

/** A `Worker`, or a port to something that serves like one. */
export type WorkerLike = Endpoint & { terminate?: () => void; close?: () => void }

/** One way from no worker to one that is up, on which the spare may be tried, and to its end. */
interface Attempt {
  /**
   * The script is known to run. One that throws before its first message does not: bundlers that
   * share code between scripts may leave a part out (Parcel 2.16).
   */
  isLoaded: boolean
  /** Why it was dropped. */
  dropped?: SeeklingError
  /** The link to the worker that was started last, and what ends both. */
  link?: Link
  end?: (reason: SeeklingError) => void
}

export class Connection {
  #spawn: () => WorkerLike | Promise<WorkerLike>
  readonly #spare: SpareScript | undefined
  readonly #start: (link: Link) => Promise<void>
  readonly #gone: (() => void) | undefined
  readonly #settled: ((error?: SeeklingError) => void) | undefined
  #link: Promise<Link> | undefined
  #attempt: Attempt | undefined
  /** One that is to take the place of that one, and one whose place was taken. */
  readonly #others = new Set<Attempt>()
  #changing: Promise<void> | undefined

  /**
   * `start` tells a new worker its role; `gone` is called for every running worker that is lost,
   * `settled` with how each call has ended.
   */
  constructor(
    spawn: () => WorkerLike | Promise<WorkerLike>,
    start: (link: Link) => Promise<void>,
    gone?: () => void,
    settled?: (error?: SeeklingError) => void,
    spare?: SpareScript,
  ) {
    this.#spawn = spawn
    this.#spare = spare
    this.#start = start
    this.#gone = gone
    this.#settled = settled
  }

  /** The link to a worker that is up. Callers at the same time share one start. */
  link(): Promise<Link> {
    if (this.#link) return this.#link
    const attempt: Attempt = { isLoaded: false }
    this.#attempt = attempt
    const link = this.#connect(attempt)
    this.#link = link
    link.catch(() => this.#forget(attempt))
    return link
  }

  /** True while calls to the worker have not settled. */
  get busy(): boolean {
    return this.#attempt?.link?.busy ?? false
  }

  /**
   * The link to a worker that runs the spare script, because the one that runs lacks what `thrown`
   * says. That one keeps its place until the other is up, and ends when its calls have settled.
   */
  async whole(thrown: SeeklingError): Promise<Link> {
    const spare = this.#spare
    if (!spare) throw thrown
    if (this.#spawn !== spare.spawn) {
      this.#changing ??= this.#change(spare, thrown).finally(() => {
        this.#changing = undefined
      })
      await this.#changing
    }
    return this.link()
  }

  /** Ends the worker, if there is one; its calls reject with `reason`. */
  drop(reason: SeeklingError): void {
    for (const attempt of [this.#attempt, ...this.#others]) {
      if (!attempt) continue
      this.#forget(attempt)
      attempt.dropped = reason
      attempt.end?.(reason)
    }
  }

  async #change({ spawn }: SpareScript, thrown: SeeklingError): Promise<void> {
    const attempt: Attempt = { isLoaded: false }
    this.#others.add(attempt)
    try {
      const link = await this.#connectTo(spawn, attempt)
      if (this.#attempt) this.#endWhenIdle(this.#attempt)
      this.#spawn = spawn
      this.#attempt = attempt
      this.#link = Promise.resolve(link)
    } catch (cause) {
      throw attempt.dropped ? cause : unloadable(String(thrown.details?.url), thrown, cause as SeeklingError)
    } finally {
      this.#others.delete(attempt)
    }
  }

  #endWhenIdle(attempt: Attempt): void {
    this.#others.add(attempt)
    const timer = setInterval(() => {
      if (!attempt.dropped && attempt.link?.busy) return
      clearInterval(timer)
      this.#others.delete(attempt)
      attempt.end?.(failed('was let go'))
    }, looksAgainMs)
  }

  /** The next caller begins another, unless one has already. */
  #forget(attempt: Attempt): void {
    if (this.#attempt === attempt) this.#attempt = this.#link = undefined
  }

  async #connect(attempt: Attempt): Promise<Link> {
    try {
      return await this.#connectTo(this.#spawn, attempt)
    } catch (thrown) {
      const spare = this.#spare
      if (!spare || attempt.isLoaded || attempt.dropped || this.#spawn === spare.spawn) throw thrown
      const link = await this.#connectTo(spare.spawn, attempt).catch((cause) => {
        throw attempt.isLoaded || attempt.dropped ? cause : unloadable(spare.instead, thrown as SeeklingError, cause)
      })
      // What did not load would not load again.
      this.#spawn = spare.spawn
      return link
    }
  }

  async #connectTo(spawn: () => WorkerLike | Promise<WorkerLike>, attempt: Attempt): Promise<Link> {
    let worker: WorkerLike
    try {
      const spawned = spawn()
      worker = spawned instanceof Promise ? await spawned : spawned
    } catch (thrown) {
      throw failed(`could not be started (${thrown})`, thrown)
    }
    if (!worker?.addEventListener || !worker.postMessage) {
      attempt.isLoaded = true
      throw failed('could not be started (`worker` returned neither a Worker nor a MessagePort)')
    }
    if (attempt.dropped) {
      stop(worker, true)
      throw attempt.dropped
    }
    let isUp = false
    let isOver = false
    const end = (reason: SeeklingError) => {
      if (isOver) return
      isOver = true
      if (isUp) this.#forget(attempt)
      link.fail(reason)
      stop(worker, isUp || reason.code !== 'client_closed')
    }
    const lost = (what: string) => {
      if (isOver) return
      end(failed(what))
      if (isUp) this.#gone?.()
    }
    // Before the link: what it hears first shows that the script runs.
    hearOfDeath(worker, lost, attempt)
    const link = new Link(callerOver(worker), () => lost('fell silent'), this.#settled)
    attempt.link = link
    attempt.end = end
    const timer = setTimeout(lost, startWithinMs, 'did not start in time')
    try {
      await this.#start(link)
      isUp = true
      return link
    } catch (thrown) {
      end(thrown as SeeklingError)
      throw thrown
    } finally {
      clearTimeout(timer)
    }
  }
}

const failed = (what: string, cause?: unknown): SeeklingError =>
  new SeeklingError(
    'worker_failed',
    `The worker ${what}. The next call starts another; if none comes up, see the option \`worker\` of open().`,
    undefined,
    cause,
  )

const unloadable = (script: string, first: SeeklingError, cause: SeeklingError): SeeklingError =>
  new SeeklingError(
    'worker_failed',
    `The script ${script} does not run in a worker (${first.message}), and neither does a copy of it (${cause.message}). Serve it beside the page's script; or allow \`blob:\` in \`worker-src\`, and the policy \`seekling\` in \`trusted-types\`; or pass \`worker\` to open(): a function that starts it, or false to do without.`,
    { url: script },
    cause,
  )

function hearOfDeath(worker: WorkerLike, lost: (what: string) => void, attempt: Attempt): void {
  worker.addEventListener('message', (() => {
    attempt.isLoaded = true
  }) as never)
  // Only ports have `close`, and only in some browsers.
  for (const type of ['error', 'messageerror', 'close']) {
    worker.addEventListener(type, ((event: { message?: string }) => {
      attempt.isLoaded ||= type !== 'error'
      lost(`failed (${event.message ?? type})`)
    }) as never)
  }
  // Terminating a worker fires no event, so its `terminate` is wrapped to notice it.
  const { terminate } = worker
  if (terminate) {
    worker.terminate = () => {
      terminate.call(worker)
      lost('was terminated')
    }
  }
}

/**
 * The other side of a port is told to close, and the port stays open until it has. So is a worker
 * that is still starting when its client is closed: WebKit keeps a connection for ever that is
 * being opened when its worker is ended, or whose closing still waits for the end of a transaction.
 */
function stop(worker: WorkerLike, isAtOnce: boolean): void {
  const end = () => (worker.terminate ?? worker.close)?.call(worker)
  const endSoon = () => setTimeout(end, closesInMs)
  if (worker.terminate) {
    if (isAtOnce) return end()
    setTimeout(end, closesWithinMs)
  }
  callerOver(worker)('control', 'close', []).then(endSoon, endSoon)
}
