/**
 * The check of what a site's build was told, and its defaults. Law: what is wrong is refused before
 * anything is read or written, by name.
 */
import { relative, resolve } from 'node:path'
import picomatch from 'picomatch'
import { SeeklingError } from '../shared/errors.ts'
import type { SettingsPatch } from '../shared/settings.ts'
import { ownAttributes } from './document.ts'
import type { Matches } from './html/page-facts.ts'
import { matcherOf } from './html/selector.ts'
import type { BuildProgress, SiteOptions } from './options.ts'
import type { RecordSource } from './record.ts'
import type { UrlStyle } from './urls.ts'

/** All of it, as the build needs it. */
export interface CheckedOptions {
  readonly folder: string | null
  readonly output: string
  readonly base: string
  /** null: the default. */
  readonly include: ((path: string) => boolean) | null
  readonly exclude: (path: string) => boolean
  readonly content: Matches | null
  readonly ignored: Matches | null
  readonly urls: UrlStyle | null
  readonly language: string | null
  readonly languages: ReadonlyMap<string, string>
  readonly filters: readonly string[]
  readonly settings: SettingsPatch
  readonly records: RecordSource
  readonly cache: string | false | null
  readonly scripts: boolean
  readonly onProgress: (progress: BuildProgress) => void
  /**
   * Everything by which equal files may give other documents, as JSON that this check takes again:
   * for the cache, and for threads that read pages.
   */
  readonly extraction: string
  /** Threads that may read pages beside this one; null: as many as pay off. */
  readonly threads: number | null
}

const known: readonly (keyof SiteOptions)[] = [
  ...(['folder', 'output', 'base', 'include', 'exclude', 'content', 'ignore', 'urls', 'language'] as const),
  ...(['languages', 'filters', 'settings', 'records', 'cache', 'scripts', 'threads', 'onProgress'] as const),
]

/** Throws `invalid_options`. Paths are from the working directory. */
export function checkSiteOptions(options: SiteOptions): CheckedOptions {
  for (const name of Object.keys(options))
    if (!known.includes(name as keyof SiteOptions))
      throw invalid(`there is no \`${name.slice(0, 50)}\`; there are ${known.join(', ')}`)
  const folder = textOf(options, 'folder')
  const output = textOf(options, 'output')
  if (folder === null && output === null)
    throw invalid('name the folder of the built site, or, for records alone, by `output` where to write')
  const { include, exclude, ignore, content, urls, filters, languages, base } = partsOf(options)
  const taken = filters.find((name) => ownAttributes.has(name) || name.includes('.'))
  if (taken !== undefined)
    throw invalid(`\`filters\` cannot have "${taken.slice(0, 50)}": documents have something else there`)
  const target = resolve(output ?? resolve(folder ?? '', 'seekling'))
  const inFolder = folder === null ? null : relative(resolve(folder), target)
  if (inFolder !== null && (inFolder === '' || /^\.\.([\\/]\.\.)*$/.test(inFolder)))
    throw invalid('`output` is a folder of its own, beside or in the folder of the site, and not around it')
  return {
    folder: folder === null ? null : resolve(folder),
    output: target,
    base,
    include: include === null ? null : picomatch([...include], { dot: true }),
    exclude: exclude === null ? () => false : picomatch([...exclude], { dot: true }),
    content: content === null ? null : selector(content, 'content'),
    ignored: ignore === null ? null : selector(ignore.join(', '), 'ignore'),
    urls,
    language: textOf(options, 'language'),
    languages,
    filters,
    settings: options.settings ?? {},
    records: options.records ?? [],
    cache: options.cache === false ? false : textOf(options, 'cache'),
    scripts: options.scripts ?? true,
    onProgress: options.onProgress ?? (() => {}),
    extraction: JSON.stringify({ base, content, ignore, urls, filters }),
    threads: threadsOf(options),
  }
}

function partsOf(options: SiteOptions) {
  const base = textOf(options, 'base') ?? '/'
  if (!/^(\/|[a-z][a-z\d+.-]*:\/\/[^?#]+\/)([^?#]*\/)?$/i.test(base) || base.startsWith('//'))
    throw invalid(`\`base\` begins with / or https:// and ends with /, not "${base.slice(0, 100)}"`)
  const urls = textOf(options, 'urls')
  if (urls !== null && urls !== 'files' && urls !== 'clean' && urls !== 'folders')
    throw invalid(`\`urls\` is files, clean or folders, not "${urls.slice(0, 50)}"`)
  const languages = Object.entries(options.languages ?? {})
  for (const [tag, name] of languages)
    if (typeof name !== 'string' || !/^[\w-]{1,100}$/.test(name))
      throw invalid(`\`languages\` names an index for "${tag.slice(0, 50)}" by letters, digits, - and _`)
  return {
    base,
    urls: urls as UrlStyle | null,
    content: textOf(options, 'content'),
    include: textsOf(options, 'include'),
    exclude: textsOf(options, 'exclude'),
    ignore: textsOf(options, 'ignore'),
    filters: textsOf(options, 'filters') ?? ['version'],
    languages: new Map(languages.map(([tag, name]) => [tag.toLowerCase(), name])),
  }
}

function threadsOf({ threads }: SiteOptions): number | null {
  if (threads === undefined || threads === null) return null
  if (!Number.isInteger(threads) || threads < 0 || threads > 64) throw invalid('`threads` is a number from 0 to 64')
  return threads
}

function textOf(options: SiteOptions, name: keyof SiteOptions): string | null {
  const value = options[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' || value === '') throw invalid(`\`${name}\` is a text`)
  return value
}

function textsOf(options: SiteOptions, name: keyof SiteOptions): readonly string[] | null {
  const value = options[name]
  if (value === undefined || value === null) return null
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (!list.every((item) => typeof item === 'string' && item !== ''))
    throw invalid(`\`${name}\` is a text or a list of texts`)
  return list.length === 0 ? null : (list as string[])
}

function selector(text: string, name: string): Matches {
  try {
    return matcherOf(text)
  } catch (cause) {
    throw invalid(`\`${name}\` is no CSS selector: ${(cause as Error).message}`)
  }
}

const invalid = (why: string): SeeklingError => new SeeklingError('invalid_options', `Options of a site: ${why}.`)
