/**
 * The checks a document that came as JSON text still needs: JSON.parse has checked its syntax, but
 * lets through `__proto__` keys, numbers too large for a double, whole numbers that a double
 * changes, lone surrogates written as escapes, and any depth. Sound documents must pay almost
 * nothing, so strings are only looked at where the text holds an escape that could be one;
 * everything else is a walk that touches no string (3 ms for 12 MB).
 */
import { documentLimits, type JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { checkDocument } from '../../shared/json-check.ts'
import { checkWholeNumbers } from './whole-numbers.ts'

/**
 * Whether `text` may hold an escaped surrogate. Surrogates of a proper pair are found too: then
 * `checkDocument` decides.
 */
export const hasSurrogateEscape = (text: string): boolean => text.includes('\\u') && /\\u[dD][89a-fA-F]/.test(text)

export interface DocumentPlace {
  readonly position: number
  readonly line?: number
  /** Whole numbers may change as doubles do. Default false. */
  readonly roundsNumbers?: boolean
}

/**
 * Throws `malformed_payload` naming the path inside `documents[position]`, and the line if there is
 * one, unless the document can be stored as its text `json` says. `escapes` is what
 * `hasSurrogateEscape` returns for it.
 */
export function checkParsedDocument(
  document: JsonObject,
  json: string,
  escapes: boolean,
  { position, line, roundsNumbers = false }: DocumentPlace,
): void {
  if (!escapes && isSound(document, 1)) return
  try {
    checkDocument(document, `documents[${position}]`)
    if (!roundsNumbers) checkWholeNumbers(json, `documents[${position}]`)
  } catch (error) {
    if (line === undefined || !(error instanceof SeeklingError)) throw error
    throw new SeeklingError(error.code, `Line ${line}: ${error.message}`, { ...error.details, line })
  }
}

/**
 * Whether there is no `__proto__`, no number of 2^53 or more, and no level too deep. `for in` is
 * the fastest walk, and sees own members only where no script has polluted a prototype.
 */
function isSound(container: object, depth: number): boolean {
  if (depth > documentLimits.maxDepth) return false
  if (Array.isArray(container)) {
    for (let i = 0; i < container.length; i++) {
      if (!isSoundMember(container[i], depth)) return false
    }
    return true
  }
  for (const key in container) {
    if (key === '__proto__' || !isSoundMember((container as Record<string, unknown>)[key], depth)) return false
  }
  return true
}

function isSoundMember(value: unknown, depth: number): boolean {
  if (typeof value === 'object') return value === null || isSound(value, depth + 1)
  return typeof value !== 'number' || (value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER)
}
