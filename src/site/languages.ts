/**
 * Which index a page goes into: one for each language, found on the page by its own `lang`. Law: a
 * page whose tag is more particular than an index finds the one that is meant: `de-AT` finds `de`.
 */
import { isLocale } from '../shared/locales.ts'
import { compareText } from './warnings.ts'

/** Pages of a site that names no language are in one that is undetermined. */
const undetermined = 'und'

/** Where Chinese is written in traditional characters. */
const traditional = /^zh(-.+)?-(hant|tw|hk|mo)(-|$)/

/**
 * The name of the index for a language tag: its language, and its script where it says one; null
 * for what is no tag. `named` are those that the options give, by tag.
 */
function indexFor(tag: string, named: ReadonlyMap<string, string>): string | null {
  const lower = tag.toLowerCase().replaceAll('_', '-')
  const given = named.get(lower)
  if (given !== undefined) return given
  const [language, ...others] = lower.split('-')
  if (!/^[a-z]{2,8}$/.test(language)) return null
  if (traditional.test(lower)) return 'zh-hant'
  const script = others.find((part) => /^[a-z]{4}$/.test(part))
  return script === undefined || language === 'zh' ? language : `${language}-${script}`
}

export interface SiteLanguages {
  /** Names of indexes with the places of their pages, in the order of names. */
  readonly indexes: ReadonlyMap<string, readonly number[]>
  /** By tag as pages have it, where cutting the tag would not find the index. */
  readonly tags: ReadonlyMap<string, string>
  /** The index for a page that finds none. */
  readonly fallback: string
}

/**
 * `pages`: the tag of each, empty where it has none: those go where most do, or to the `preferred`
 * language.
 */
export function languagesOf(
  pages: readonly string[],
  named: ReadonlyMap<string, string>,
  preferred: string | null,
): SiteLanguages {
  const byTag = new Map(pages.map((tag) => [tag, indexFor(tag, named)] as const))
  const counts = new Map<string, number>()
  for (const tag of pages) {
    const index = byTag.get(tag)
    if (index) counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  const most = [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0]?.[0]
  const wanted = preferred === null ? null : indexFor(preferred, named)
  const others = wanted ?? most ?? undetermined
  const places = new Map<string, number[]>()
  for (const [place, tag] of pages.entries()) {
    const index = byTag.get(tag) ?? others
    const known = places.get(index)
    if (known === undefined) places.set(index, [place])
    else known.push(place)
  }
  const indexes = new Map([...places].sort((a, b) => compareText(a[0], b[0])))
  const tags = [...byTag].flatMap(([tag, index]) => (index && found(tag, indexes) !== index ? [[tag, index]] : []))
  return {
    indexes,
    tags: new Map(tags.sort((a, b) => compareText(a[0], b[0])) as [string, string][]),
    fallback: indexes.has(others) ? others : (most ?? others),
  }
}

/** What the box finds for a tag: the tag, or what is left when its end is cut off. */
function found(tag: string, indexes: ReadonlyMap<string, unknown>): string | undefined {
  for (let at = tag.toLowerCase(); at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('-'))))
    if (indexes.has(at)) return at
  return undefined
}

/** What the engine calls the language of an index; null where it knows none of it. */
export function localeOf(index: string): string | null {
  const language = index.toLowerCase().split('-')[0]
  return isLocale(language) ? language : null
}
