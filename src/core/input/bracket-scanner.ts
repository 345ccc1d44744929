/**
 * Finds where a JSON document ends by counting brackets outside strings, one piece of its bytes
 * after the other. Whether it is JSON is left to JSON.parse.
 */

const quote = 34
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

const otherKind = 0
const quoteKind = 1
const openKind = 2
const closeKind = 3

/** What a byte outside strings means to the scanner. */
const bracketKinds = new Uint8Array(256)
bracketKinds[quote] = quoteKind
bracketKinds[openBrace] = openKind
bracketKinds[openBracket] = openKind
bracketKinds[closeBrace] = closeKind
bracketKinds[closeBracket] = closeKind

export class BracketScanner {
  /** Open brackets; 0 outside a document. */
  #depth = 0
  #inString = false
  /** The piece before ended behind a backslash inside a string. */
  #escaped = false

  /** Whether a document has begun that did not end in the pieces so far. */
  get isInside(): boolean {
    return this.#depth > 0
  }

  /**
   * Where the document entered at or before `start` ends (exclusive), or -1 when it goes on in the
   * next piece.
   */
  scan(bytes: Uint8Array, start: number): number {
    const { length } = bytes
    // Local variables: the loops run once per byte, and reading fields there would double their
    // time.
    const kinds = bracketKinds
    let level = this.#depth
    let quoted = this.#inString
    let i = this.#escaped ? start + 1 : start
    while (i < length) {
      if (!quoted) {
        const kind = kinds[bytes[i++]]
        if (kind === otherKind) continue
        if (kind === openKind) level++
        else if (kind === closeKind && --level === 0) {
          this.#depth = 0
          this.#inString = false
          this.#escaped = false
          return i
        }
        if (kind !== quoteKind) continue
        quoted = true
      }
      while (i < length) {
        const byte = bytes[i++]
        if (byte === quote) {
          quoted = false
          break
        }
        if (byte === backslash) i++
      }
    }
    this.#escaped = i > length
    this.#depth = level
    this.#inString = quoted
    return -1
  }
}
