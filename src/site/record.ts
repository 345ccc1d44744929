/**
 * A record of one's own: a section, or a page as HTML or Markdown, with where it lies.
 */
export interface SiteRecord {
  /** Where a hit leads; behind the base unless it begins with / or a scheme. */
  readonly url: string
  readonly title?: string
  readonly section?: string
  readonly hierarchy?: readonly string[]
  readonly text?: string
  /** A page's HTML, instead of `section`, `hierarchy` and `text`. */
  readonly html?: string
  /** The same in Markdown. */
  readonly markdown?: string
  readonly lang?: string
  readonly meta?: Readonly<Record<string, string>>
  /** Anything else is kept; what `filters` names can be filtered by. */
  readonly [name: string]: unknown
}

/** A text names a file in JSON, NDJSON or CSV. */
export type RecordSource = string | Iterable<SiteRecord | string> | AsyncIterable<SiteRecord | string>
