/** One request as routes see it, and what they return. */
import type { Client } from '../index.ts'
import { isObject, type Members } from '../shared/value-shapes.ts'
import { HttpError, invalidType } from './errors.ts'

/** State that lasts as long as the client and is not stored. */
export interface HandlerState {
  features: Record<string, boolean>
  /** By task uid. */
  readonly metadata: Map<number, string>
}

export interface Call {
  readonly client: Client
  readonly state: HandlerState
  /** The parts of the path at `:uid`, `:id` and `:name`, decoded. */
  readonly uid: string
  readonly id: string
  readonly query: URLSearchParams
  /** The query as it was sent, with its question mark. */
  readonly search: string
  readonly headers: Headers
  readonly signal: AbortSignal | undefined
  readonly text: () => Promise<string>
}

export interface Answer {
  readonly status?: number
  /** JSON; absent: an empty body. */
  readonly body?: unknown
  /** Lines of JSON, instead of a body. */
  readonly lines?: readonly unknown[]
}

export type Handler = (call: Call) => Promise<Answer>

export const ok = (body: unknown): Answer => ({ body })

/**
 * The body as JSON; undefined when there is none. Throws `missing_content_type`,
 * `invalid_content_type` or `malformed_payload`.
 */
export async function optionalJson(call: Call): Promise<unknown> {
  const text = await call.text()
  if (text === '') return undefined
  contentType(call, ['application/json'])
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new HttpError('malformed_payload', `The json payload provided is malformed. ${(cause as Error).message}`)
  }
}

/** The body as JSON; throws as `optionalJson` does, and `missing_payload` when there is none. */
export async function json(call: Call): Promise<unknown> {
  const body = await optionalJson(call)
  if (body === undefined) throw new HttpError('missing_payload', 'A json payload is missing.')
  return body
}

/** A body that must be an object; `bad_request` for anything else. */
export const jsonObject = async (call: Call): Promise<Members> => asObject(await json(call))

/** `place` says where in the body it stands. */
export function asObject(value: unknown, place = ''): Members {
  if (isObject(value)) return value
  throw invalidType('bad_request', place, 'an object')
}

/** Throws `bad_request` if a field is left that the route does not know. */
export function refuseUnknown(others: Members, known: readonly string[]): void {
  const [name] = Object.keys(others)
  if (name === undefined) return
  throw new HttpError('bad_request', `Unknown field \`${name}\`: expected one of \`${known.join('`, `')}\`.`)
}

/** The content type of the request, which must be one of `accepted`. */
export function contentType({ headers }: Call, accepted: readonly string[]): string {
  const given = headers.get('content-type')
  const list = accepted.map((type) => `\`${type}\``).join(', ')
  if (given === null) {
    throw new HttpError('missing_content_type', `A Content-Type header is missing. Accepted values are: ${list}.`)
  }
  const type = given.split(';')[0].trim().toLowerCase()
  if (accepted.includes(type)) return type
  throw new HttpError('invalid_content_type', `The Content-Type \`${given}\` is invalid. Accepted values are: ${list}.`)
}
