/**
 * What a site's build may be told. Only types: declarations of the package lead here, and to
 * none of the parsers.
 */
import type { SettingsPatch } from '../shared/settings.ts'
import type { RecordSource } from './record.ts'
import type { UrlStyle } from './urls.ts'

export interface SiteOptions {
  /** The folder of the built site. Without it `records` and `output` are needed. */
  readonly folder?: string | undefined
  /** Where to write. Default `seekling` in the folder; the page's script expects it there. */
  readonly output?: string | undefined
  /** What the site's root is at: `/docs/`, or `https://example.org/docs/`. Default `/`. */
  readonly base?: string | undefined
  /** Globs of files in the folder. Default HTML; Markdown in a folder that has no HTML. */
  readonly include?: string | readonly string[] | undefined
  /** Globs of files to leave out. */
  readonly exclude?: string | readonly string[] | undefined
  /** A CSS selector of the content. Default: marks of the page, else `main`, `article`, `body`. */
  readonly content?: string | undefined
  /** CSS selectors of what to leave out, beside navigation, forms and the like. */
  readonly ignore?: string | readonly string[] | undefined
  /** How files are served. Default `files` for HTML and `clean` for Markdown. */
  readonly urls?: UrlStyle | undefined
  /** The language of pages that name none. Default: that of most pages. */
  readonly language?: string | undefined
  /** By language tag, the name of the index its pages go into: `{ 'pt-BR': 'pt-br' }`. */
  readonly languages?: Readonly<Record<string, string>> | undefined
  /** Keys of front matter and records to filter by. Default `['version']`. */
  readonly filters?: readonly string[] | undefined
  /** Settings of every index, over those of the preset. */
  readonly settings?: SettingsPatch | undefined
  /** Records to search beside the folder's pages; a text among them names a file of records. */
  readonly records?: RecordSource | undefined
  /** Where what was read is kept between builds; false: nowhere. */
  readonly cache?: string | false | undefined
  /** Whether the scripts of the engine and the search box are copied. Default true. */
  readonly scripts?: boolean | undefined
  /** Threads that read pages beside this one. Default: as many as pay off. */
  readonly threads?: number | undefined
  /** Called now and then with how far the build is. */
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined
}

export interface BuildProgress {
  readonly step: 'reading pages' | 'indexing' | 'writing files'
  readonly done: number
  readonly total: number
}
