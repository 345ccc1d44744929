/**
 * The engine's workers, made here instead of by the package, so that the page can show how many
 * live and kill one. The first is the search worker of this tab, which stays; later ones are update
 * workers, which come and go with the work.
 */
const alive = new Set<Worker>()
const listeners = new Set<() => void>()
let searchWorker: Worker | undefined

/** Handed to `open({ worker })`. */
export function makeWorker(): Worker {
  const worker = new Worker(new URL('seekling/worker', import.meta.url), { type: 'module', name: 'seekling' })
  searchWorker ??= worker
  alive.add(worker)
  const terminate = worker.terminate.bind(worker)
  worker.terminate = () => {
    terminate()
    forget(worker)
  }
  announce()
  return worker
}

/**
 * Ends every update worker, in whatever it is doing, as a crash would. Answers how many there were.
 */
export function killUpdateWorkers(): number {
  const victims = [...alive].filter((worker) => worker !== searchWorker)
  for (const worker of victims) worker.terminate()
  return victims.length
}

/** True while this tab has an update worker. */
export function hasUpdateWorker(): boolean {
  return [...alive].some((worker) => worker !== searchWorker)
}

export function onWorkersChange(listener: () => void): void {
  listeners.add(listener)
}

function forget(worker: Worker): void {
  alive.delete(worker)
  announce()
}

function announce(): void {
  for (const listener of listeners) listener()
}
