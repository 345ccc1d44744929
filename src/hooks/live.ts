/**
 * A value that is kept up to date while it has a subscriber, and costs nothing otherwise.
 * Starting waits for the end of the current task's turn and stopping for the next task, so that a
 * server that only reads the value starts nothing, and a component that is unmounted and mounted
 * again at once, as React's strict mode does, stops nothing.
 */
export interface Live<Value> {
  get(): Value
  /** Calls `listener` after each change. Returns a function that stops listening. */
  subscribe(listener: () => void): () => void
}

/** `start` begins to keep the value up to date and returns a function that stops. */
export function live<Value>(initial: Value, start: (set: (value: Value) => void) => () => void): Live<Value> {
  let value = initial
  let stop: (() => void) | undefined
  const listeners = new Set<() => void>()
  const set = (next: Value) => {
    value = next
    for (const listener of listeners) listener()
  }
  const settle = () => {
    if (listeners.size && !stop) stop = start(set)
    else if (!listeners.size) {
      stop?.()
      stop = undefined
    }
  }
  return {
    get: () => value,
    subscribe(listener) {
      const own = () => listener()
      listeners.add(own)
      queueMicrotask(settle)
      return () => {
        listeners.delete(own)
        setTimeout(settle)
      }
    },
  }
}
