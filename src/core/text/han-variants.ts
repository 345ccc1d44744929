/**
 * Chinese characters that other countries write in another form: `機` in Taiwan and Hong Kong,
 * `机` in China and Singapore, `気` in Japan for `氣`. All are folded to the simplified form,
 * whatever the language of a text is said to be. As in Meilisearch, a few characters that differ in
 * one country only become the same (`发` is both `發` and `髮`).
 */
import { hanVariantsTable } from './han-variants-table.ts'

let variants: ReadonlyMap<string, string> | undefined

/**
 * The form in which a character is indexed and looked up; the character itself unless it is a
 * variant.
 */
export function hanForm(character: string): string {
  variants ??= readTable(hanVariantsTable)
  return variants.get(character) ?? character
}

/**
 * Reads a digit. Digits are characters that need no escape in a string: from `(` on without the
 * backslash, then from `À` on.
 */
const digitOf = (code: number): number => (code < 92 ? code - 40 : code < 128 ? code - 41 : code - 106)

/**
 * Pairs, ascending by the simplified form. Three texts in digits of base 150: how far that is from
 * the one before (`!` begins two digits of base 90); and how far the variant is from the variant
 * before, twice that, or twice and one less where it goes down, as high digits (`!` before one adds
 * 22,500) and low digits.
 */
function readTable([steps, high, low]: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  const start = 0x4e00
  let from = start
  let to = start
  let stepAt = 0
  let highAt = 0
  const digit = (text: string, at: number): number => digitOf(text.charCodeAt(at))
  for (let i = 0; i < low.length; i++) {
    if (steps[stepAt] === '!') {
      to += digit(steps, stepAt + 1) * 90 + digit(steps, stepAt + 2)
      stepAt += 3
    } else to += digit(steps, stepAt++)
    let distance = digit(low, i)
    if (high[highAt] === '!') {
      distance += 22_500
      highAt++
    }
    distance += digit(high, highAt++) * 150
    from += distance % 2 === 0 ? distance / 2 : -(distance + 1) / 2
    found.set(String.fromCharCode(from), String.fromCharCode(to))
  }
  return found
}
