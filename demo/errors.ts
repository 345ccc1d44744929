/**
 * What an error says on the page. `SeeklingError` carries a code; anything else is told by its
 * message.
 */

export function describeError(error: unknown): { code: string; message: string } {
  const message = error instanceof Error ? error.message : String(error)
  return { code: codeOf(error), message }
}

/** Empty when the error is not the engine's. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
