/** Strict UTF-8: bytes that are not UTF-8 are an error, never replacement characters. */

/**
 * A byte order mark is kept: the payload parser has dropped the one that may stand at the start.
 */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Throws a TypeError if `bytes` is not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

/** `text` must hold no lone surrogates: they would become U+FFFD. */
export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text)

/**
 * Each text as UTF-8, as views of one buffer where that can be: calling the encoder for every short
 * text costs more than the encoding. For the same reason texts that are not ASCII, so that their
 * bytes cannot be told apart by length, should come in small groups.
 */
export function encodeEach(texts: readonly string[]): Uint8Array[] {
  const joined = texts.join('')
  const bytes = encodeUtf8(joined)
  if (bytes.length !== joined.length) return texts.map(encodeUtf8)
  let at = 0
  return texts.map((text) => {
    const start = at
    at += text.length
    return bytes.subarray(start, at)
  })
}

/** Where the first ill-formed sequence starts, or -1. Slow; for messages. */
export function invalidUtf8At(bytes: Uint8Array): number {
  let low = 0
  let high = bytes.length
  if (isPrefixOfUtf8(bytes, high)) return endsWhole(bytes) ? -1 : lastSequenceStart(bytes, high)
  // Invariant: the first `low` bytes start a UTF-8 text, the first `high` do not.
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (isPrefixOfUtf8(bytes, middle)) low = middle
    else high = middle
  }
  return lastSequenceStart(bytes, low)
}

function isPrefixOfUtf8(bytes: Uint8Array, length: number): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true })
    return true
  } catch {
    return false
  }
}

function endsWhole(bytes: Uint8Array): boolean {
  try {
    decodeUtf8(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * Where an unfinished sequence at the end of a good prefix starts, or its end when none is
 * unfinished.
 */
function lastSequenceStart(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back]
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? end - back : end
    if (byte < 0x80) return end
  }
  return end
}
