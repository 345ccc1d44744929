/**
 * Errors on the wire: exactly `{ message, code, type, link }`, and the HTTP status of each code.
 */

/** An error of the HTTP layer itself; the client's own have the same members. */
export class HttpError extends Error {
  readonly code: string
  readonly type = 'invalid_request'

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }

  get link(): string {
    return `https://docs.meilisearch.com/errors#${this.code}`
  }
}

/** A value in a body, at `place`, that is none of what is `expected`. */
export const invalidType = (code: string, place: string, expected: string): HttpError =>
  new HttpError(code, `Invalid value type${place && ` at \`${place}\``}: expected ${expected}.`)

/** The statuses of codes that are not 400. */
const statuses: Readonly<Record<number, string>> = {
  404: 'index_not_found document_not_found task_not_found task_file_not_found batch_not_found dump_not_found',
  409: 'index_already_exists dump_already_in_progress',
  413: 'payload_too_large',
  415: 'missing_content_type invalid_content_type',
  422: 'no_space_left_on_device io_error',
  500: 'internal dump_process_failed corrupt_segment corrupt_document corrupt_payload',
  503: 'client_closed worker_failed storage_unavailable storage_blocked storage_too_new',
}
const statusOfCode = new Map(
  Object.entries(statuses).flatMap(([status, codes]) =>
    codes.split(' ').map((code) => [code, Number(status)] as const),
  ),
)

export interface WireError {
  readonly status: number
  readonly body: { readonly message: string; readonly code: string; readonly type: string; readonly link: string }
}

/** Any thrown value as it is sent; a value that Seekling has not thrown becomes `internal`. */
export function wireError(thrown: unknown): WireError {
  const { message, code, type, link } = thrown as Partial<WireError['body']>
  if (!(thrown instanceof Error) || typeof code !== 'string' || typeof link !== 'string') {
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    const body = { message: text, code: 'internal', type: 'internal', link: new HttpError('internal', '').link }
    return { status: 500, body }
  }
  return {
    status: statusOfCode.get(code) ?? 400,
    body: { message: message ?? '', code, type: type ?? 'internal', link },
  }
}
