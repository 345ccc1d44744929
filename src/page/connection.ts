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

/** How the script of a role is started where its own cannot be. */
export interface SpareScript {
  readonly spawn: () => Promise<WorkerLike>
  /** What could not be started, for the error. */
  readonly instead: string
}

/** A `Worker`, or a port to something that serves like one. */
export type WorkerLike = Endpoint & { terminate?: () => void; close?: () => void }

export class Connection {
  #spawn: () => WorkerLike | Promise<WorkerLike>
  readonly #spare: SpareScript | undefined
  readonly #start: (link: Link) => Promise<void>
  readonly #gone: (() => void) | undefined
  readonly #settled: ((error?: SeeklingError) => void) | undefined
  #link: Promise<Link> | undefined
  #isBusy = () => false
  #drop: ((reason: SeeklingError) => void) | undefined
  /** Why it was ended since it was last started. */
  #dropped: SeeklingError | undefined

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
    const link = this.#connect()
    this.#link = link
    link.catch(() => {
      if (this.#link === link) this.#link = undefined
    })
    return link
  }

  /** True while calls to the worker have not settled. */
  get busy(): boolean {
    return this.#isBusy()
  }

  /** Ends the worker, if there is one; its calls reject with `reason`. */
  drop(reason: SeeklingError): void {
    this.#dropped = reason
    this.#drop?.(reason)
  }

  async #connect(): Promise<Link> {
    const loading = { isDone: false }
    this.#dropped = undefined
    try {
      return await this.#connectTo(this.#spawn, loading)
    } catch (thrown) {
      const spare = this.#spare
      if (!spare || loading.isDone || this.#dropped || this.#spawn === spare.spawn) throw thrown
      const link = await this.#connectTo(spare.spawn, loading).catch((cause) => {
        throw loading.isDone || this.#dropped ? cause : unloadable(spare.instead, thrown as SeeklingError, cause)
      })
      // What did not load would not load again.
      this.#spawn = spare.spawn
      return link
    }
  }

  /** `loading` is done once the script is known to run. */
  async #connectTo(spawn: () => WorkerLike | Promise<WorkerLike>, loading: { isDone: boolean }): Promise<Link> {
    let worker: WorkerLike
    try {
      const spawned = spawn()
      worker = spawned instanceof Promise ? await spawned : spawned
    } catch (thrown) {
      throw failed(`could not be started (${thrown})`, thrown)
    }
    if (!worker?.addEventListener || !worker.postMessage) {
      loading.isDone = true
      throw failed('could not be started (`worker` returned neither a Worker nor a MessagePort)')
    }
    if (this.#dropped) {
      stop(worker)
      throw this.#dropped
    }
    const drop = (reason: SeeklingError) => {
      if (this.#drop !== drop) return
      this.#drop = this.#link = undefined
      link.fail(reason)
      stop(worker)
    }
    let isUp = false
    const lost = (what: string) => {
      if (this.#drop !== drop) return
      drop(failed(what))
      if (isUp) this.#gone?.()
    }
    const link = new Link(callerOver(worker), () => lost('fell silent'), this.#settled)
    this.#drop = drop
    this.#isBusy = () => link.busy
    hearOfDeath(worker, lost, loading)
    const timer = setTimeout(lost, startWithinMs, 'did not start in time')
    try {
      await this.#start(link)
      isUp = true
      return link
    } catch (thrown) {
      drop(thrown as SeeklingError)
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
    `The script ${script} does not run as a worker (${first.message}), and neither does a copy of it (${cause.message}). Serve it beside the page's script; or allow \`blob:\` in \`worker-src\`, and the policy \`seekling\` in \`trusted-types\`; or pass \`worker\` to open(): a function that starts it, or false to do without.`,
    { url: script },
    cause,
  )

function hearOfDeath(worker: WorkerLike, lost: (what: string) => void, loading: { isDone: boolean }): void {
  worker.addEventListener('message', (() => {
    loading.isDone = true
  }) as never)
  // A script that cannot be loaded gives an event without a message. Only ports have `close`, and
  // only in some browsers.
  for (const type of ['error', 'messageerror', 'close']) {
    worker.addEventListener(type, ((event: { message?: string }) => {
      loading.isDone ||= type !== 'error' || event.message !== undefined
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

function stop(worker: WorkerLike): void {
  if (worker.terminate) return worker.terminate()
  // The other side of a port has to be told, and the port must stay open until it was.
  const close = () => worker.close?.()
  callerOver(worker)('control', 'close', []).then(close, close)
}
