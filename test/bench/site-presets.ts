/**
 * Which settings suit the sections of a documentation site: known items asked for in several ways
 * under candidates for the preset of src/site/settings.ts. Run by scripts/site-presets.mjs.
 *
 * An item is a section. It is found at `first` if the first hit is its page and the section is the
 * hit or in its group, `exact` if the hit is the section itself, and at `five` if one of the first
 * five hits is. Sections that read the same, title and heading, stand for one another.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sitePages } from '../../scripts/site-pages.mjs'
import { open } from '../../src/in-thread.ts'
import type { Client } from '../../src/index.ts'
import type { SettingsPatch } from '../../src/shared/settings.ts'
import { checkSiteOptions } from '../../src/site/check-options.ts'
import type { SectionDocument } from '../../src/site/document.ts'
import { readHtml } from '../../src/site/html/read-html.ts'
import { readFolder } from '../../src/site/read-folder.ts'
import { indexSettings } from '../../src/site/settings.ts'
import { SiteThreads } from '../../src/site/site-threads.ts'
import { makeRandom, pickOne, withTypo } from './random.ts'

interface Item {
  readonly query: string
  readonly section: SectionDocument
}

/** Words of a section's heading and of its page's title, lower case. */
interface Words {
  readonly heading: string[]
  readonly title: string[]
}

type Ask = (words: Words, random: () => number) => string[] | null

const both = ({ title, heading }: Words): string[] => [...title, ...heading.filter((word) => !title.includes(word))]

/** How people ask for a section; null where a kind cannot be made of it. */
const kinds: Readonly<Record<string, Ask>> = {
  title: ({ title, heading }) => (heading.length === 0 ? title : null),
  heading: ({ heading }) => (heading.length > 1 ? heading : null),
  both,
  reversed: ({ title, heading }) => both({ title: heading, heading: title }),
  typo: (words, random) => {
    const all = both(words)
    const places = [...all.keys()].filter((at) => all[at].length >= 5 && !/\d/.test(all[at]))
    if (places.length === 0) return null
    const at = pickOne(places, random)
    return all.with(at, withTypo(all[at], random))
  },
  cut: (words, random) => {
    const all = both(words)
    const last = all.at(-1) ?? ''
    return last.length < 5 ? null : all.with(-1, last.slice(0, 3 + Math.floor(random() * (last.length - 4))))
  },
  question: (words, random) => [
    ...pickOne(['how do i use', 'what is', 'how to use the', 'when should i use', 'can i have'], random).split(' '),
    ...both(words),
  ],
  asked: ({ title, heading }, random) => [
    ...pickOne(['how do i use', 'what is', 'where is the', 'why is there a'], random).split(' '),
    ...heading,
    ...pickOne(['in', 'with', 'for'], random).split(' '),
    ...title,
  ],
}

const rules = ['words', 'typo', 'attributeRank', 'proximity', 'sort', 'wordPosition', 'exactness'] as const
const meilisearchs = ['words', 'typo', 'proximity', 'attributeRank', 'sort', 'wordPosition', 'exactness'] as const

/** What each changes of the preset. */
const candidates: Readonly<Record<string, SettingsPatch>> = {
  preset: {},
  'with title': { searchableAttributes: ['name', 'section', 'title', 'hierarchy', 'weighty', 'text', 'minor'] },
  'section, name': { searchableAttributes: ['section', 'name', 'hierarchy', 'weighty', 'text', 'minor'] },
  'no hierarchy': { searchableAttributes: ['name', 'section', 'weighty', 'text', 'minor'] },
  'title, name': { searchableAttributes: ['title', 'name', 'section', 'hierarchy', 'weighty', 'text', 'minor'] },
  'name, text': { searchableAttributes: ['name', 'weighty', 'text', 'minor'] },
  'no name': { searchableAttributes: ['section', 'title', 'hierarchy', 'weighty', 'text', 'minor'] },
  'no name, title first': { searchableAttributes: ['title', 'section', 'hierarchy', 'weighty', 'text', 'minor'] },
  'all alike': { searchableAttributes: ['*'] },
  'share 0': { searchDefaults: { matchingShare: 0 } },
  'share .5': { searchDefaults: { matchingShare: 0.5 } },
  'no forms': { searchDefaults: { matchForms: false } },
  last: { searchDefaults: { matchingStrategy: 'last' } },
  'last, its rules': { rankingRules: meilisearchs, searchDefaults: { matchingStrategy: 'last' } },
  'last, stop words': {
    rankingRules: rules,
    stopWords:
      'a an and are as at be by can do for from how i in is it of on or should the there to use what when where which why with you'.split(
        ' ',
      ),
    searchDefaults: { matchingStrategy: 'last' },
  },
  frequency: { searchDefaults: { matchingStrategy: 'frequency' } },
}

export interface PresetScore {
  readonly set: string
  readonly candidate: string
  readonly kind: string
  readonly first: number
  readonly exact: number
  readonly five: number
  readonly missed: readonly string[]
}

export interface PresetOptions {
  /** Queries of each kind. */
  readonly count: number
  readonly pages: number
  /** A folder of pages, HTML or Markdown, as a second set. */
  readonly folder?: string | undefined
  readonly only?: string | undefined
}

export async function* measurePresets({ count, pages, folder, only }: PresetOptions): AsyncIterable<PresetScore> {
  const sets: [string, SectionDocument[]][] = [['demo', demoDocuments(pages)]]
  if (folder !== undefined) sets.push(['folder', await folderDocuments(folder)])
  for (const [set, documents] of sets)
    for (const [candidate, changes] of Object.entries(candidates)) {
      if (only !== undefined && only !== candidate) continue
      const client = await clientOf(documents, changes)
      for (const kind of Object.keys(kinds))
        yield { set, candidate, kind, ...(await score(client, documents, kind, count)) }
      await client.close()
    }
}

function demoDocuments(pages: number): SectionDocument[] {
  const options = checkSiteOptions({ folder: '.' })
  return sitePages(pages).flatMap(({ path, html }) =>
    parsed(readHtml({ html, page: `/${path}`, hasLines: true }, options).documents),
  )
}

async function folderDocuments(folder: string): Promise<SectionDocument[]> {
  const output = mkdtempSync(join(tmpdir(), 'seekling-presets-'))
  rmSync(output, { recursive: true })
  const options = checkSiteOptions({ folder, output })
  const read = await readFolder(folder, options, {
    kept: { pages: new Map(), index: () => null },
    threads: new SiteThreads(),
  })
  return read.pages.flatMap(({ documents }) => parsed(new TextDecoder().decode(documents)))
}

const parsed = (lines: string): SectionDocument[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

async function clientOf(documents: readonly SectionDocument[], changes: SettingsPatch): Promise<Client> {
  const client = await open({ storage: 'memory' })
  const index = client.index<SectionDocument>('en')
  await index.updateSettings(indexSettings('en', { filters: [], sorts: [] }, changes))
  const { updateId } = await index.addDocuments([...documents], { primaryKey: 'id' })
  await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
  return client
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []
const nameOf = ({ title, section }: SectionDocument): string => [...wordsOf(title), '>', ...wordsOf(section)].join(' ')

function itemsOf(documents: readonly SectionDocument[], kind: string, count: number): Item[] {
  const random = makeRandom(23)
  const named = documents.filter(({ section, title }) => (section === '') === (kind === 'title') && title !== '')
  const times = new Map<string, number>()
  for (const { section } of named) times.set(section.toLowerCase(), (times.get(section.toLowerCase()) ?? 0) + 1)
  const items: Item[] = []
  for (let tries = 0; items.length < count && tries < named.length * 3; tries++) {
    const section = pickOne(named, random)
    // A heading that many pages have names none of them.
    if (kind === 'heading' && times.get(section.section.toLowerCase()) !== 1) continue
    const query = kinds[kind]({ heading: wordsOf(section.section), title: wordsOf(section.title) }, random)
    if (query !== null && query.length > 0) items.push({ query: query.join(' '), section })
  }
  return items
}

type PageHit = SectionDocument & { readonly _group?: readonly SectionDocument[] }

async function score(client: Client, documents: readonly SectionDocument[], kind: string, count: number) {
  const items = itemsOf(documents, kind, count)
  let [first, exact, five] = [0, 0, 0]
  const missed: string[] = []
  for (const { query, section } of items) {
    const { hits } = await client.index<SectionDocument>('en').search(query, { limit: 5 })
    const name = nameOf(section)
    const places = (hits as readonly PageHit[]).map((hit) => [hit, ...(hit._group ?? [])].map(nameOf).indexOf(name))
    if (places[0] === 0) exact++
    if (places[0] >= 0) first++
    else missed.push(`${query} -> ${name} | ${hits[0] === undefined ? 'nothing' : nameOf(hits[0])}`)
    if (places.some((place) => place >= 0)) five++
  }
  const share = (found: number): number => found / items.length
  return { first: share(first), exact: share(exact), five: share(five), missed }
}
