/**
 * The documents of a site: one for each section of a page. `src/search-box` shows them, so what
 * they are called is a contract.
 */
import { compareText } from './warnings.ts'

/** What a page says of itself beside its text; shown with a hit. */
export interface PageMeta {
  readonly image?: string
  readonly date?: string
  readonly description?: string
  readonly [name: string]: string | undefined
}

/** A text, a number, or several texts: a value that can be filtered by. */
export type FilterValue = string | number | readonly string[]

export interface SectionDocument {
  /** `documentId` of the URL. */
  readonly id: string
  /** What a hit links to, with `#` for a section: from the host's root, or whole as the base is. */
  readonly url: string
  /** The same without `#`: sections of one page have it in common. */
  readonly page: string
  /** The page's title. */
  readonly title: string
  /** The section's heading; empty for what stands before the first. */
  readonly section: string
  /** Title and heading together: what people call the section who do not know its page. */
  readonly name: string
  /** Headings above the section's, outermost first. */
  readonly hierarchy: readonly string[]
  /** The section's text; lines are its blocks. */
  readonly text: string
  /** Parts of the text marked as weighty, once more. */
  readonly weighty?: string
  /** Parts of the section marked as of little weight, which `text` does not have. */
  readonly minor?: string
  /** As the page says it, `de-AT`; absent where it says nothing. */
  readonly lang?: string
  readonly meta?: PageMeta
  /** Filters and values to sort by. */
  readonly [name: string]: unknown
}

/** Names that filters cannot have. */
export const ownAttributes: ReadonlySet<string> = new Set([
  ...['id', 'url', 'page', 'title', 'section', 'name', 'hierarchy', 'text', 'weighty', 'minor', 'lang', 'meta'],
  ...['_geo', '_vectors'],
])

/**
 * What was read of one file: the cache keeps it, so it is plain JSON, and depends on nothing but
 * the file, its path and what `extraction` of the checked options names.
 */
export interface ReadPage {
  /** The page's; empty for one that is left out. */
  readonly url: string
  /** The tag of the page's language, lower case; empty where it says none. */
  readonly lang: string
  readonly words: number
  readonly sections: number
  /** Whether it says itself what its content is, by an attribute of Pagefind. */
  readonly hasBodyMark: boolean
  /** What it can be filtered by, and attributes to sort by. */
  readonly filters: Readonly<Record<string, FilterValue>>
  readonly sorts: readonly string[]
  /** Why it is left out. */
  readonly skipped?: 'noindex' | 'redirect' | 'not found page' | 'unreadable' | 'empty' | 'ignored'
  readonly warnings: readonly { readonly line: number | null; readonly message: string }[]
}

/** Of a page that has no documents. */
export const leftOutPage: ReadPage = {
  ...{ url: '', lang: '', words: 0, sections: 0, hasBodyMark: false },
  ...{ filters: {}, sorts: [], warnings: [] },
}

/** A page with its documents, one JSON object a line. */
export interface PageWithDocuments {
  readonly page: ReadPage
  readonly documents: string
}

export const nameOf = (title: string, section: string): string => [title, section].filter(Boolean).join(' – ')

/** Documents a text is cut into are at most so long, in UTF-16 units. */
const longestText = 50_000

/** Cuts a text where a word ends, if there is one near. */
export function textParts(text: string): string[] {
  const parts: string[] = []
  let at = 0
  while (text.length - at > longestText) {
    const space = Math.max(text.lastIndexOf(' ', at + longestText), text.lastIndexOf('\n', at + longestText))
    let end = space > at + longestText / 2 ? space : at + longestText
    // Never between the halves of a character.
    if (end !== space && (text.charCodeAt(end) & 0xfc00) === 0xdc00) end--
    parts.push(text.slice(at, end).trim())
    at = end
  }
  parts.push(text.slice(at).trim())
  return parts
}

/**
 * Words as a person would count them: runs of letters, and each character of a script that is
 * written without spaces by itself.
 */
export function countWords(text: string): number {
  let words = 0
  let inWord = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit <= 32 || unit === 0xa0 || unit === 0x3000) inWord = false
    else if (unit >= 0x2e80 && unit < 0xd7a4 && !(unit >= 0xac00)) {
      words++
      inWord = false
    } else if (!inWord) {
      words++
      inWord = true
    }
  }
  return words
}

export const sortedTexts = (texts: Iterable<string>): string[] => [...texts].sort(compareText)
