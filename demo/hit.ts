/**
 * One hit as a list item: where it belongs, its name, what it is, who supports it, where to read
 * on, and why it is where it is.
 */
import type { Hit, TextPart } from 'seekling'
import { engines, isForRuntimes, supportInWords } from './browsers.ts'
import { button, el } from './dom.ts'
import { asFeature, type Feature, ownCategory } from './feature.ts'
import { slice, withMarks } from './highlight.ts'
import { type Explained, whyView } from './why-view.ts'

export interface HitActions {
  /** For documents the visitor added. */
  remove(feature: Feature): void
  /** Why this hit is where it is. */
  explain(): Promise<Explained>
}

export function renderHit(found: Hit<Feature>, actions: HitActions): HTMLLIElement {
  const hit = asFeature(found)
  const url = safeUrl(hit.mdn_url) ?? safeUrl(hit.spec_url)
  const name = withMarks(partsOf(hit, 'name'))
  if (isElement(hit)) name.splice(0, name.length, '<', ...name, '>')
  const description = partsOf(hit, 'description')
  return el(
    'li',
    { class: 'hit' },
    el('p', { class: 'crumbs' }, ...crumbs(hit)),
    el(
      'h3',
      { class: 'hit-title' },
      el('a', { class: 'hit-link', href: url, tabindex: url === undefined ? 0 : undefined }, ...name),
      ...flags(hit),
    ),
    hit.description !== '' && el('p', { class: 'hit-text' }, ...withMarks(description)),
    el('div', { class: 'hit-foot' }, supportList(hit), links(hit, actions)),
    whyView(hit.name, () => actions.explain()),
  )
}

/** Written as in markup; its name goes without the brackets so that it is found without them. */
function isElement({ path }: Feature): boolean {
  return /^\w+\.elements\.[^.]+$/.test(path)
}

/** The field as the engine cut and marked it. */
function partsOf(hit: Hit<Feature>, field: 'name' | 'path' | 'description'): readonly TextPart[] {
  const parts = hit._formattedParts?.[field]
  return Array.isArray(parts) && hit[field] !== '' ? parts : [{ text: hit[field], isMatch: false }]
}

/**
 * The path without its area, which the category names better, and without its last part, which is
 * the title.
 */
function crumbs(hit: Hit<Feature>): (Node | string)[] {
  const from = hit.path.indexOf('.') + 1
  const to = hit.path.lastIndexOf('.')
  const inside = slice(partsOf(hit, 'path'), from, Math.max(from, to))
  const separated = inside.map((part) => ({ ...part, text: part.text.replaceAll('.', ' › ') }))
  return [
    el('span', { class: 'category' }, hit.category),
    separated.length > 0 && hit.category !== '' ? ' › ' : '',
    ...withMarks(separated),
  ]
}

function flags(hit: Feature): Node[] {
  const found: Node[] = []
  const flag = (className: string, text: string, title: string) =>
    found.push(el('span', { class: `flag ${className}`, title }, text))
  const since = hit.baseline_date === undefined ? '' : ` since ${hit.baseline_date}`
  if (hit.baseline === 'high')
    flag('widely', `Baseline ${hit.baseline_year ?? ''}`, `Widely available; in all core browsers${since}`)
  if (hit.baseline === 'low')
    flag('newly', `New in ${hit.baseline_year ?? 'Baseline'}`, `Newly available; in all core browsers${since}`)
  if (hit.baseline === 'limited') flag('limited', 'Limited', 'Not yet in all core browsers')
  if (hit.deprecated) flag('deprecated', 'Deprecated', 'No longer recommended')
  if (hit.experimental) flag('experimental', 'Experimental', 'May still change')
  if (!hit.standard_track && hit.category !== ownCategory) flag('', 'Non-standard', 'Not on a standards track')
  return found
}

function supportList(hit: Feature): Node {
  const all = supportInWords(hit.support)
  if (all === '') return el('span', { class: 'support-none' }, hit.category === ownCategory ? '' : 'No known support')
  const shown = isForRuntimes(hit.category, hit.support) ? [...engines, ['nodejs', 'Node.js'] as const] : engines
  const chips = shown.map(([key, name]) => {
    const version = hit.support[key]
    return version === undefined
      ? el(
          'li',
          { class: 'chip no' },
          `${name} `,
          el(
            'b',
            {},
            el('span', { 'aria-hidden': 'true' }, '–'),
            el('span', { class: 'visually-hidden' }, 'not supported'),
          ),
        )
      : el('li', { class: 'chip' }, `${name} `, el('b', {}, String(version)))
  })
  return el('ul', { class: 'support', 'aria-label': 'First version with support', title: all }, ...chips)
}

function links(hit: Hit<Feature>, actions: HitActions): Node {
  const mdn = safeUrl(hit.mdn_url)
  const spec = safeUrl(hit.spec_url)
  return el(
    'span',
    { class: 'hit-links' },
    mdn !== undefined && el('a', { href: mdn, 'aria-label': `MDN: ${hit.name}` }, 'MDN'),
    spec !== undefined && el('a', { href: spec, 'aria-label': `Spec: ${hit.name}` }, 'Spec'),
    hit.category === ownCategory && button('Delete', 'inline-danger', () => actions.remove(hit)),
  )
}

/** Only web links leave the page, whatever a document says. */
function safeUrl(url: string | undefined): string | undefined {
  return url !== undefined && /^https:\/\//.test(url) ? url : undefined
}
