/**
 * Three sets of documents to measure relevance on, unlike each other: the demo's records (six
 * attributes, names of few words), sections of Markdown pages (headings over prose) and generated
 * products (names alike, of brand, kind and model). None is kept in the repository.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { settings as demoSettings } from '../../demo/feature.ts'
import { readFeatures } from '../../scripts/demo-data.mjs'
import type { SettingsPatch } from '../../src/shared/settings.ts'
import type { NamedRecord } from './known-items.ts'
import { makeRandom, pickOne } from './random.ts'

export interface RelevanceSet {
  readonly name: string
  readonly records: readonly NamedRecord[]
  readonly settings: SettingsPatch
}

/** The demo's, without the orders its rules end with: names are to be told apart by words alone. */
export const demoSet = (): RelevanceSet => ({
  name: 'records',
  records: readFeatures() as NamedRecord[],
  settings: { searchableAttributes: demoSettings.searchableAttributes as string[] },
})

/** Every heading of two words or more with the text under it. */
export function sectionSet(folder: string): RelevanceSet {
  const records: (NamedRecord & { page: string; text: string })[] = []
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.mdx?$/.test(path)) continue
    const whole = readFileSync(join(folder, path), 'utf8')
    const page = /^title: *["']?(.*?)["']?$/m.exec(whole)?.[1] ?? path
    const parts = whole
      .replace(/^---\n[\s\S]*?\n---\n/, '')
      .replace(/```[\s\S]*?```/g, ' ')
      .split(/^#{1,4} +/m)
    for (const part of parts) {
      const [heading = '', ...lines] = part.split('\n')
      const name = plain(heading)
      const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
      if (words.length > 0)
        records.push({ id: String(records.length), name, words: words.join(' '), page, text: plain(lines.join(' ')) })
    }
  }
  return { name: 'sections', records, settings: { searchableAttributes: ['name', 'page', 'text'] } }
}

const plain = (text: string): string =>
  text
    .replace(/\{#[^}]*\}/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]*>|[`*_]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

const brands = 'Acorn Bergstrom Caldera Dunmore Everline Fjordland Granite Holloway Ironbark Juniper'.split(' ')
const materials = 'oak steel walnut linen copper wool ceramic leather bamboo marble'.split(' ')
const looks = 'folding compact heavy adjustable portable stackable waterproof wireless rotating insulated'.split(' ')
const kinds =
  'table lamp chair kettle backpack blanket speaker shelf bottle jacket desk mirror basket knife drawer cushion'.split(
    ' ',
  )
const uses = 'kitchen garden office bedroom travel camping children workshop balcony hallway'.split(' ')
const verbs = 'stores carries warms lights holds keeps cleans cuts supports protects'.split(' ')

/** Six thousand names in which every word is in many others. */
export function productSet(): RelevanceSet {
  const random = makeRandom(11)
  const seen = new Set<string>()
  const records: (NamedRecord & { brand: string; category: string; description: string })[] = []
  while (records.length < 6000) {
    const [brand, material, look, kind] = [brands, materials, looks, kinds].map((list) => pickOne(list, random))
    const name = `${brand} ${look} ${material} ${kind} ${100 + Math.floor(random() * 900)}`
    if (seen.has(name)) continue
    seen.add(name)
    const pick = (list: readonly string[]): string => pickOne(list, random)
    const sentences = Array.from(
      { length: 3 + Math.floor(random() * 4) },
      () =>
        `This ${pick(kinds)} ${pick(verbs)} what the ${pick(uses)} needs, with ${pick(materials)} and ${pick(looks)} parts.`,
    )
    const id = String(records.length)
    const category = `${pick(uses)} ${kind}s`
    records.push({ id, name, words: name.toLowerCase(), brand, category, description: sentences.join(' ') })
  }
  return { name: 'products', records, settings: { searchableAttributes: ['name', 'category', 'description'] } }
}
