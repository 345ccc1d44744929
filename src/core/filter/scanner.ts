/**
 * Cuts a filter expression into words, quoted texts and symbols, one at a time. Positions count
 * UTF-16 units from 0.
 */

export interface Token {
  /**
   * `end`: nothing is left. `bad`: a quote that is not closed, or a character that begins nothing.
   */
  readonly kind: 'word' | 'quoted' | 'symbol' | 'end' | 'bad'
  /** Without its quotes and backslashes if it was quoted, else as written. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Spaces, then a symbol, a bare word or a quote. */
const next = /\s*(?:(!=|[<>]=?|[=()[\],])|([\p{L}\p{M}\p{N}_.-]+)|(["']))?/uy

export function scan(text: string, at: number): Token {
  next.lastIndex = at
  const [all, symbol, word, quote] = next.exec(text) as RegExpExecArray
  const end = at + all.length
  const token = symbol ?? word ?? quote
  const start = end - (token?.length ?? 0)
  if (quote !== undefined) return scanQuoted(text, start, quote)
  if (token !== undefined) return { kind: symbol === undefined ? 'word' : 'symbol', text: token, start, end }
  if (end === text.length) return { kind: 'end', text: '', start: end, end }
  return { kind: 'bad', text: String.fromCodePoint(text.codePointAt(end) as number), start: end, end }
}

/**
 * A backslash before the quote in use, or before another backslash, is dropped; any other stays.
 */
function scanQuoted(text: string, start: number, quote: string): Token {
  const close = text.indexOf(quote, start + 1)
  const plain = text.slice(start + 1, close)
  if (close > 0 && !plain.includes('\\')) return { kind: 'quoted', text: plain, start, end: close + 1 }
  let value = ''
  for (let at = start + 1; at < text.length; at++) {
    const unit = text[at]
    if (unit === quote) return { kind: 'quoted', text: value, start, end: at + 1 }
    const following = text[at + 1]
    if (unit === '\\' && (following === quote || following === '\\')) at++
    value += text[at]
  }
  return { kind: 'bad', text: text.slice(start), start, end: text.length }
}
