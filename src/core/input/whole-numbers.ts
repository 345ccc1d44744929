/**
 * Whole numbers in text whose digits a double cannot keep: `1161888007138312193` would come back as
 * 1161888007138312200. Such numbers are identifiers, and nothing is changed silently. What comes
 * back with the digits it was written with is kept, however large; a number with a point or an
 * exponent is a measure and may be rounded.
 */
import { SeeklingError } from '../../shared/errors.ts'

const wholeNumber = /^[+-]?\d+$/
/** 2^53 has sixteen digits. */
const manyDigits = /\d{16}/
const numberAt = /-?\d[\d.eE+-]*/y

/** Whether `numeral` is a whole number that reads otherwise once it was a double. */
export function changesDigits(numeral: string): boolean {
  if (!wholeNumber.test(numeral)) return false
  const value = Number(numeral)
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return false
  return significant(numeral) !== significant(value.toExponential().replace(/e.*/, ''))
}

const significant = (digits: string): string => digits.replace(/[-+.]/g, '').replace(/^0+|0+$/g, '')

/**
 * Throws `malformed_payload` naming the path, if the JSON text of a document, known to be valid,
 * holds a number that changes its digits. `place` is what to call the document.
 */
export function checkWholeNumbers(json: string, place: string): void {
  if (!manyDigits.test(json)) return
  /** Of every open container: the key or the place of the member being read. */
  const trail: (string | number)[] = []
  let keyFollows = false
  for (let at = 0; at < json.length; ) {
    const character = json.charAt(at)
    const top = trail.length - 1
    if (character === '"') {
      const end = stringEnd(json, at)
      if (keyFollows) trail[top] = json.slice(at, end)
      keyFollows = false
      at = end
      continue
    }
    numberAt.lastIndex = at
    const numeral = numberAt.exec(json)?.[0]
    if (numeral !== undefined) {
      if (changesDigits(numeral)) throw changed(numeral, place + trail.map(step).join(''))
      at += numeral.length
      continue
    }
    if (character === '{') trail.push('')
    else if (character === '[') trail.push(0)
    else if (character === '}' || character === ']') trail.pop()
    const member = trail[trail.length - 1]
    if (character === ',' && typeof member === 'number') trail[top] = member + 1
    keyFollows =
      character === '{' || (character === ',' && typeof member === 'string') || (keyFollows && character <= ' ')
    at++
  }
}

/** Where the string that starts at `start` ends, exclusive. */
function stringEnd(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); ; quote = json.indexOf('"', quote + 1)) {
    let slashes = 0
    while (json.charCodeAt(quote - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return quote + 1
  }
}

const step = (member: string | number): string =>
  typeof member === 'number' ? `[${member}]` : `.${JSON.parse(member) as string}`

function changed(numeral: string, path: string): SeeklingError {
  // A key or a number may be very long; the message is stored.
  const place = path.slice(0, 300)
  const shown = numeral.length > 50 ? `${numeral.slice(0, 50)}...` : numeral
  const what = `is the whole number ${shown}, whose digits would change: above 2^53 not every one can be kept`
  return new SeeklingError('malformed_payload', `${place} ${what}. Write it in quotes, as a string.`, { path: place })
}
