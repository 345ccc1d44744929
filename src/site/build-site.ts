/**
 * A site's build: its pages read, their sections indexed by language, and everything a page needs
 * to search written into one folder. Law: equal sites give equal folders, byte for byte, whatever
 * was built before; and a build that fails leaves what is there as it is.
 */
import { SeeklingError } from '../shared/errors.ts'
import type { SettingsPatch } from '../shared/settings.ts'
import { BuildCache, type CachedPage, type Kept, type MadeIndex } from './cache.ts'
import { type CheckedOptions, checkSiteOptions } from './check-options.ts'
import { type ReadPage, sortedTexts } from './document.ts'
import { languagesOf, type SiteLanguages } from './languages.ts'
import { type IndexToMake, makeIndexes } from './make-index.ts'
import type { SiteOptions } from './options.ts'
import { codeKey, hashOf, pageScripts } from './package-files.ts'
import { readFolder } from './read-folder.ts'
import { readRecords } from './records.ts'
import { indexSettings } from './settings.ts'
import { SiteThreads } from './site-threads.ts'
import { type SiteWarning, sortWarnings } from './warnings.ts'
import { checkOutput, type OutputFile, writeOutput } from './write-output.ts'

export interface SiteBuild {
  /** The folder that was written. */
  readonly output: string
  /** Pages that can be found; of records those with different `page`. */
  readonly pages: number
  /** Pages that were not read again. */
  readonly unchanged: number
  readonly sections: number
  readonly words: number
  /** Names of indexes, one for each language. */
  readonly languages: readonly string[]
  readonly facets: readonly string[]
  /** Pages left out, by the reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** Files in the folder, and how many of them this build wrote and removed. */
  readonly files: number
  readonly bytes: number
  readonly written: number
  readonly removed: number
  readonly milliseconds: number
  /** By file and line. */
  readonly warnings: readonly SiteWarning[]
}

/** A source of documents: a file or a record. */
interface Part {
  readonly page: ReadPage
  readonly documents: Uint8Array
}

/**
 * Builds the search of a site, as `seekling build` does. Rejects with `invalid_options`,
 * `no_pages_found` (details: `skipped`, `warnings`), `io_error` for a folder that cannot be read or
 * written, `malformed_payload` for a file of records that is damaged, or what the engine says of
 * settings.
 *
 * @example
 * ```ts
 * import { buildSite } from 'seekling/site'
 * const { pages, warnings } = await buildSite({ folder: 'dist', base: '/docs/' })
 * ```
 */
export async function buildSite(options: SiteOptions): Promise<SiteBuild> {
  const checked = checkSiteOptions(options)
  const threads = new SiteThreads()
  try {
    return await build(checked, threads)
  } finally {
    threads.end()
  }
}

async function build(checked: CheckedOptions, threads: SiteThreads): Promise<SiteBuild> {
  const started = performance.now()
  const code = codeKey()
  const cache = new BuildCache(checked.cache, `${checked.folder} ${checked.output}`, {
    code,
    extraction: checked.extraction,
  })
  const kept = cache.load()
  const read = await readSources(checked, { kept, threads })
  const site = plan(read.parts, checked)
  if (site.documents.length === 0) throw nothingFound(checked, site, read.warnings)
  checkOutput(checked.output)
  const { written, index } = await writeSite(site, checked, { kept, threads, code })
  if (!cache.save({ pages: read.pages, index }))
    read.warnings.push({ file: '(cache)', line: null, message: 'What was read could not be kept for the next build.' })
  return {
    ...{ output: checked.output, unchanged: read.unchanged },
    pages: new Set(site.documents.map(({ page }) => page.url.split('#')[0])).size,
    sections: site.documents.reduce((sum, { page }) => sum + page.sections, 0),
    words: site.documents.reduce((sum, { page }) => sum + page.words, 0),
    languages: [...site.languages.indexes.keys()],
    facets: site.facets,
    skipped: site.skipped,
    ...written,
    milliseconds: Math.round(performance.now() - started),
    warnings: sortWarnings([...read.warnings, ...site.warnings]),
  }
}

/** What a build has at hand. */
interface AtHand {
  readonly kept: Kept
  readonly threads: SiteThreads
}

async function readSources(options: CheckedOptions, atHand: AtHand) {
  const folder =
    options.folder === null
      ? { pages: [] as CachedPage[], unchanged: 0, warnings: [] }
      : await readFolder(options.folder, options, atHand)
  const { records, warnings } = await readRecords(options.records, options)
  const named = folder.pages.map(({ path, ...part }) => ({ ...part, file: path }))
  return {
    pages: folder.pages,
    unchanged: folder.unchanged,
    parts: [...named, ...records],
    warnings: [...folder.warnings, ...warnings],
  }
}

interface SitePlan {
  readonly documents: readonly Part[]
  readonly languages: SiteLanguages
  readonly filters: readonly string[]
  /** Filters that there is a choice in. */
  readonly facets: readonly string[]
  readonly sorts: readonly string[]
  readonly skipped: Readonly<Record<string, number>>
  readonly warnings: readonly SiteWarning[]
}

/** What of all that was read is searched, and where. */
function plan(parts: readonly (Part & { file: string })[], options: CheckedOptions): SitePlan {
  const skipped = new Map<string, number>()
  const skip = (reason: string) => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  const warnings: SiteWarning[] = []
  const hasMarks = parts.some(({ page }) => page.hasBodyMark)
  const files = new Map<string, string>()
  const documents = parts.filter(({ page, file }) => {
    if (page.skipped !== undefined) return skip(page.skipped)
    // As Pagefind does: a site that marks its content means only pages with a mark.
    if (hasMarks && !page.hasBodyMark) return skip('without a mark')
    const first = files.get(page.url)
    if (first !== undefined) {
      const message = `It has the address of ${first}, ${page.url}, so it was left out.`
      warnings.push({ file, line: null, message })
      return skip('twice')
    }
    files.set(page.url, file)
    return true
  })
  const values = filterValues(documents)
  const tags = documents.map(({ page }) => page.lang)
  const languages = languagesOf(tags, options.languages, options.language)
  return {
    documents,
    languages,
    filters: sortedTexts(values.keys()),
    facets: sortedTexts([...values.keys()].filter((name) => (values.get(name)?.size ?? 0) > 1)),
    sorts: sortedTexts(new Set(documents.flatMap(({ page }) => page.sorts))),
    skipped: Object.fromEntries([...skipped].sort()),
    warnings: [...warnings, ...withoutLanguage(documents as readonly (Part & { file: string })[], languages)],
  }
}

/** By the name of the filter. */
function filterValues(parts: readonly Part[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>()
  for (const { page } of parts)
    for (const [name, value] of Object.entries(page.filters)) {
      const known = values.get(name) ?? new Set()
      for (const one of [value].flat()) known.add(String(one))
      values.set(name, known)
    }
  return values
}

/** One warning for all: where a generator leaves it out, it does so on every page. */
function withoutLanguage(parts: readonly (Part & { file: string })[], { fallback }: SiteLanguages): SiteWarning[] {
  const without = parts.filter(({ page }) => page.lang === '')
  if (without.length === 0) return []
  const pages = without.length === 1 ? 'This page says' : `This page and ${without.length - 1} more say`
  const message = `${pages} no language (<html lang="en">): taken for "${fallback}".`
  return [{ file: without[0].file, line: null, message }]
}

async function writeSite(site: SitePlan, options: CheckedOptions, atHand: AtHand & { readonly code: string }) {
  const indexes = [...site.languages.indexes].map(
    ([name, places]): IndexToMake => ({
      name,
      settings: indexSettings(name, site, options.settings),
      documents: places.map((place) => site.documents[place].documents),
    }),
  )
  const others: OutputFile[] = [
    ...(options.scripts ? pageScripts().map(({ name, bytes }) => ({ path: name, bytes })) : []),
    { path: 'site.json', bytes: siteJson(site) },
  ]
  const build = buildKey(atHand.code, indexes)
  options.onProgress({ step: 'indexing', done: 0, total: site.documents.length })
  const known = atHand.kept.index()
  const index = known?.build === build ? known : await madeAnew(indexes, known, { build, threads: atHand.threads })
  // They end while this thread writes.
  atHand.threads.end()
  const files = [...others, ...Array.from(index.files, ([path, bytes]) => ({ path, bytes }))]
  options.onProgress({ step: 'writing files', done: 0, total: files.length })
  return { written: writeOutput(options.output, files), index: index === known ? null : index }
}

/** Chunks that are `known` are not made again. */
async function madeAnew(
  indexes: readonly IndexToMake[],
  known: MadeIndex | null,
  { build, threads }: { build: string; threads: SiteThreads },
): Promise<MadeIndex> {
  const chunks = known?.files ?? new Map<string, Uint8Array>()
  const made = await makeIndexes(indexes, [...chunks.keys()], threads)
  return { build, files: new Map(made.map(({ path, bytes }) => [path, bytesOf(path, bytes, chunks)])) }
}

function bytesOf(path: string, bytes: Uint8Array, known: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return bytes.length > 0 ? bytes : (known.get(path) ?? bytes)
}

/** Changes with anything the index is made of. */
function buildKey(code: string, indexes: readonly IndexToMake[]): string {
  const parts: (string | Uint8Array)[] = [code]
  for (const { name, settings, documents } of indexes) parts.push(`\n${name} ${stable(settings)}\n`, ...documents)
  return hashOf(parts)
}

const stable = (settings: SettingsPatch): string => JSON.stringify(settings)

function siteJson({ languages, facets }: SitePlan): Uint8Array {
  const named = [...languages.indexes.keys()].map((index) => [index.toLowerCase(), { index }])
  const tagged = Array.from(languages.tags, ([tag, index]) => [tag, { index }])
  const site = {
    format: 1,
    languages: Object.fromEntries([...named, ...tagged]),
    default: languages.fallback.toLowerCase(),
    facets,
  }
  return new TextEncoder().encode(`${JSON.stringify(site, null, 2)}\n`)
}

function nothingFound(
  { folder }: CheckedOptions,
  { skipped }: SitePlan,
  warnings: readonly SiteWarning[],
): SeeklingError {
  const left = Object.entries(skipped)
  const reasons = left.length === 0 ? '' : ` Left out: ${left.map(([why, count]) => `${count} ${why}`).join(', ')}.`
  const where = folder === null ? 'among the records' : `in ${folder}`
  return new SeeklingError(
    'no_pages_found',
    `There is no page to search ${where}.${reasons} Build the site first, and name the folder it is built to, or say by \`include\` which files its pages are.`,
    { skipped, warnings: sortWarnings(warnings) },
  )
}
