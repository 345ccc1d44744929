/**
 * How a call crosses from the page to a worker: through Comlink, in a form that keeps a
 * `SeeklingError` whole. Comlink alone flattens errors to message, name and stack. The result
 * carries the error as a record; Comlink's own `throw` handler is not changed, because that table
 * belongs to every user of Comlink in the page.
 */
import { type Endpoint, expose, transfer, wrap } from 'comlink'
import { type ErrorRecord, SeeklingError } from './errors.ts'
import type { WorkerParts } from './worker-control.ts'

export type { Endpoint }

/**
 * Calls one method of one part. Rejects with a `SeeklingError` for what the other side threw; never
 * settles if there is no other side.
 */
export type Call = (part: keyof WorkerParts, method: string, args: readonly unknown[]) => Promise<unknown>

type Answer = { readonly value: unknown } | { readonly error: ErrorRecord }
type Method = (...args: unknown[]) => unknown
type Served = Record<string, Record<string, (...args: unknown[]) => Promise<Answer>>>

/**
 * Serves parts over an endpoint. Returns a function which adds a part or takes its place; a plain
 * object of functions is all a part may be.
 */
export function serve(endpoint: Endpoint): (part: keyof WorkerParts, api: object) => void {
  const served: Served = {}
  expose(served, endpoint)
  return (part, api) => {
    served[part] = Object.fromEntries(
      Object.entries(api as Record<string, Method>).map(([name, method]) => [name, (...args) => answer(method, args)]),
    )
  }
}

async function answer(method: Method, args: unknown[]): Promise<Answer> {
  try {
    return { value: await method(...args) }
  } catch (thrown) {
    return { error: SeeklingError.from(thrown).toRecord() }
  }
}

/**
 * The other side of `serve`. Bytes among the arguments are transferred, not copied: the caller must
 * own their whole buffer.
 */
export function callerOver(endpoint: Endpoint): Call {
  // Comlink closes the endpoint once its proxy is collected, and a call under way then never
  // settles: this closure holds it.
  const remote = wrap(endpoint) as unknown as Served
  return async (part, method, args) => {
    const handed = args.map((arg) => (arg instanceof Uint8Array ? transfer(arg, [arg.buffer as ArrayBuffer]) : arg))
    const answered = await remote[part][method](...handed)
    if ('error' in answered) throw SeeklingError.fromRecord(answered.error)
    return answered.value
  }
}
