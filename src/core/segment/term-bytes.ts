/**
 * The bytes of a term that is looked for. A search asks dictionaries for a hundred terms and more,
 * most of them in ASCII, and for so short a text a loop takes a fifth of what TextEncoder does.
 */
const encoder = new TextEncoder()

export function termBytes(term: string): Uint8Array {
  const bytes = new Uint8Array(term.length)
  for (let i = 0; i < term.length; i++) {
    const code = term.charCodeAt(i)
    if (code > 0x7f) return encoder.encode(term)
    bytes[i] = code
  }
  return bytes
}

/**
 * The prefix itself, and a bound behind all terms that begin with it: 0xff is in no UTF-8 text, so
 * it closes the range.
 */
export function prefixBounds(prefix: string): [wanted: Uint8Array, after: Uint8Array] {
  const wanted = termBytes(prefix)
  const after = new Uint8Array(wanted.length + 1)
  after.set(wanted)
  after[wanted.length] = 0xff
  return [wanted, after]
}

/** Below 0 if the `length` bytes from `at` on come before `wanted`, 0 if they are equal. */
export function compareAt(bytes: Uint8Array, at: number, length: number, wanted: Uint8Array): number {
  const common = Math.min(length, wanted.length)
  for (let i = 0; i < common; i++) {
    const difference = bytes[at + i] - wanted[i]
    if (difference !== 0) return difference
  }
  return length - wanted.length
}
