/**
 * From the bytes of a page to its text. A byte order mark counts most, then what the page says in
 * its first 1,024 bytes, then UTF-8: the order of browsers.
 */
import { Parser } from 'htmlparser2'

export interface DecodedText {
  readonly text: string
  /** What is wrong, for a person; null if nothing is. */
  readonly problem: string | null
}

/** Browsers look no further for a charset. */
const headBytes = 1024

/** `isHtml`: whether the text may name its charset itself. Never throws. */
export function decodeText(bytes: Uint8Array, isHtml: boolean): DecodedText {
  const marked = byteOrderMark(bytes)
  if (marked !== null) return decoded(bytes, marked)
  const label = isHtml ? charsetIn(latin1.decode(bytes.subarray(0, headBytes))) : null
  if (label === null) return decoded(bytes, 'utf-8')
  // A page in UTF-16 could not say so in bytes that read as ASCII: browsers take it for UTF-8.
  const named = /^utf-?16/i.test(label) ? 'utf-8' : label
  try {
    new TextDecoder(named)
  } catch {
    const { text } = decoded(bytes, 'utf-8')
    return { text, problem: `It says its charset is "${label}", which no browser knows; it was read as UTF-8.` }
  }
  return decoded(bytes, named)
}

function byteOrderMark(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : null
}

function decoded(bytes: Uint8Array, label: string): DecodedText {
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), problem: null }
  } catch {
    const text = new TextDecoder(label).decode(bytes)
    const problem = `Some bytes of it are no ${label.toUpperCase()}, and were read as \uFFFD. Say its charset with <meta charset>, or save it as UTF-8.`
    return { text, problem }
  }
}

const latin1 = new TextDecoder('latin1')

/** Of `<meta charset>` or `<meta http-equiv="Content-Type" content="...; charset=...">`. */
function charsetIn(head: string): string | null {
  const said = head.search(/charset/i)
  if (said < 0) return null
  let label: string | null = null
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name !== 'meta' || label !== null) return
      const { charset, content = '' } = attributes
      const isType = attributes['http-equiv']?.toLowerCase() === 'content-type'
      const value = charset ?? (isType ? /charset\s*=\s*["']?([^\s"';]+)/i.exec(content)?.[1] : undefined)
      if (value !== undefined && value.trim() !== '') label = value.trim()
    },
  })
  // The tag ends soon behind it, in most pages; only where it was none is the rest read as well.
  const end = head.indexOf('>', said) + 1
  parser.write(head.slice(0, end))
  if (label === null) parser.end(head.slice(end))
  return label
}
