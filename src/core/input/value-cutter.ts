/**
 * Cuts a text of JSON objects, which follow each other with any blanks and line ends between or
 * within them, into the bytes of each. It knows just enough JSON to notice at once where one was
 * left open (a line end within a string, a bracket where none can be): otherwise all that follows
 * would be taken for a part of it. The rest is left to JSON.parse.
 */
import { Carry } from './carry.ts'

/** Takes the bytes of one object, good until it returns, and the line it starts on. */
type ObjectTaker = (bytes: Uint8Array, line: number) => void
/** Throws: the object that starts on `line` is broken in the way `what` says. */
type Refusal = (line: number, what: string) => never

const newline = 10
const quote = 34
const comma = 44
const colon = 58
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

export class ValueCutter {
  readonly #take: ObjectTaker
  readonly #refuse: Refusal
  readonly #carry = new Carry()
  /** Of every open container, the bracket that opened it. */
  readonly #open: number[] = []
  #line: number
  #startLine = 0
  #inString = false
  #escaped = false
  /** The last byte outside strings that was not blank; a string counts as its quote. */
  #before = 0

  /** `line` is the one the first byte is on. */
  constructor(line: number, take: ObjectTaker, refuse: Refusal) {
    this.#line = line
    this.#take = take
    this.#refuse = refuse
  }

  /**
   * `bytes` may start and end anywhere. Throws what the taker throws, or that an object is too
   * large.
   */
  push(bytes: Uint8Array): void {
    let start = 0
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      if (this.#inString) this.#readInString(byte)
      else if (byte === newline) this.#line++
      else if (byte !== 32 && byte !== 9 && byte !== 13) {
        if (this.#open.length === 0) {
          if (byte !== openBrace) this.#refuse(this.#line, 'has something other than an object on it')
          start = i
          this.#startLine = this.#line
          this.#open.push(byte)
        } else if (this.#closesLast(byte)) {
          this.#finishObject(bytes.subarray(start, i + 1))
        }
        this.#before = byte
      }
    }
    if (this.#open.length > 0) this.#hold(bytes.subarray(start))
  }

  /** Throws if an object has no end. */
  finish(): void {
    if (this.#open.length > 0) this.#refuse(this.#startLine, 'starts an object that never ends')
  }

  #readInString(byte: number): void {
    if (byte === newline) this.#refuse(this.#startLine, 'starts an object with a text that is not closed')
    if (this.#escaped) this.#escaped = false
    else if (byte === backslash) this.#escaped = true
    else if (byte === quote) this.#inString = false
  }

  /** Reads a byte within an object, and says whether it was its end. */
  #closesLast(byte: number): boolean {
    const open = this.#open
    const container = open[open.length - 1]
    const before = this.#before
    const mayHoldValue = before === colon || before === openBracket || (before === comma && container === openBracket)
    if (byte === openBrace || byte === openBracket) {
      if (!mayHoldValue) this.#refuse(this.#startLine, 'starts an object that is not closed before the next one')
      open.push(byte)
    } else if (byte === quote) this.#inString = true
    else if (byte === closeBrace || byte === closeBracket) {
      // The two bytes of a pair of brackets differ by two.
      if (container !== byte - 2) this.#refuse(this.#startLine, 'starts an object whose brackets do not match')
      open.pop()
      return open.length === 0
    }
    return false
  }

  #finishObject(tail: Uint8Array): void {
    if (this.#carry.length === 0) return this.#take(tail, this.#startLine)
    this.#hold(tail)
    this.#take(this.#carry.take(), this.#startLine)
  }

  #hold(bytes: Uint8Array): void {
    this.#carry.add(bytes, () => `Line ${this.#startLine}`)
  }
}
