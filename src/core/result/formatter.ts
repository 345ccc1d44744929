/**
 * A second copy of a document, for showing it: texts cropped around their matches, matches marked,
 * numbers as text; null and booleans stay as they are. Which attribute is cropped to how many
 * words, and which is marked, is computed once per attribute, not per hit.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { HitExtras, InParts, SearchRequest, TextPart } from '../../shared/search.ts'
import type { Settings } from '../../shared/settings.ts'
import { coveringPattern, coversAttribute } from '../document/attribute-pattern.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import { attributeRules } from '../query/request/locales.ts'
import type { TextRules } from '../text/text-rules.ts'
import { cropWindow } from './crop.ts'
import { type CroppedAttribute, cropLengthOf, croppedAttribute } from './cropped-attributes.ts'
import { isText, mapLeaves } from './map-leaves.ts'
import { type QueryMatcher, queryMatcher } from './query-matcher.ts'
import { weakTerms } from './text-matches.ts'
import { textParts, withTags } from './text-parts.ts'

const defaultPreTag = '<em>'
const defaultPostTag = '</em>'
const defaultCropMarker = '…'
/** All the words that a question begins with tell less about its answer than one that is wanted. */
const weakWeight = 1 / 16

interface Treatment {
  /** Words; 0 to leave it whole. */
  readonly cropLength: number
  readonly marksMatches: boolean
  /** How its texts are indexed. */
  readonly rules: TextRules
}

const formatters = new WeakMap<SearchPlan, Formatter>()

export function formatterOf(plan: SearchPlan): Formatter {
  let formatter = formatters.get(plan)
  if (formatter === undefined) {
    formatter = new Formatter(plan)
    formatters.set(plan, formatter)
  }
  return formatter
}

/** Whether the attribute is displayed, or something in it: else there is nothing to format. */
const mayBeShown = (name: string, displayed: readonly string[]): boolean =>
  name.includes('*') || coveringPattern(displayed, name) >= 0 || displayed.some((shown) => coversAttribute(name, shown))

export class Formatter {
  /** The attributes that are marked or cropped, beside those retrieved. */
  readonly attributes: readonly string[]
  readonly #request: SearchRequest
  readonly #wantsTags: boolean
  readonly #wantsParts: boolean
  readonly #marked: readonly string[]
  readonly #cropped: readonly CroppedAttribute[]
  readonly #matcher: QueryMatcher
  readonly #settings: Settings
  /** Words of each term, for cropping; less for terms that say little. */
  readonly #weights: readonly number[]
  readonly #treatments = new Map<string, Treatment>()

  constructor(plan: SearchPlan) {
    const { request, query, index } = plan
    this.#settings = index.settings
    this.#request = request
    const { attributesToHighlight, attributesToCrop, cropLength, showFormattedParts = false } = request
    // A request for parts asks for the matches in them, but only of attributes it retrieves.
    this.#marked = attributesToHighlight ?? (showFormattedParts ? ['*'] : [])
    this.#cropped = (attributesToCrop ?? []).map((text) => croppedAttribute(text, cropLength))
    this.attributes = [...(attributesToHighlight ?? []), ...this.#cropped.map(({ name }) => name)]
    this.#wantsTags = this.attributes.some((name) => mayBeShown(name, index.settings.displayedAttributes))
    this.#wantsParts = showFormattedParts
    this.#matcher = queryMatcher(plan)
    const weak = weakTerms(plan)
    this.#weights = query.terms.map(({ kind, words }, term) => {
      if (term < 31 && (weak & (1 << term)) !== 0) return weakWeight
      return kind === 'run' ? 1 : words.filter((word) => word !== null).length
    })
  }

  /** Whether the request asks for any of it. */
  get isAsked(): boolean {
    return this.#wantsTags || this.#wantsParts
  }

  /** What was asked for: `_formatted`, `_formattedParts` or both. */
  format(document: JsonObject): HitExtras {
    const { highlightPreTag = defaultPreTag, highlightPostTag = defaultPostTag } = this.#request
    const all: (readonly TextPart[])[] = []
    const tagged = mapLeaves(document, (leaf, path) => {
      if (!isText(leaf)) return leaf
      const parts = this.#parts(String(leaf), path)
      all.push(parts)
      return withTags(parts, highlightPreTag, highlightPostTag)
    })
    const extras: HitExtras = this.#wantsTags ? { _formatted: tagged } : {}
    if (!this.#wantsParts) return extras
    let next = 0
    const parts = mapLeaves(document, (leaf) => (isText(leaf) ? all[next++] : leaf))
    return { ...extras, _formattedParts: parts as InParts<JsonObject> }
  }

  #parts(text: string, path: string): TextPart[] {
    const { cropLength, marksMatches, rules } = this.#treatment(path)
    const matches = cropLength > 0 || marksMatches ? this.#matcher.matches(text, path) : []
    const window = cropWindow(text, matches, cropLength, this.#weights, rules)
    return textParts(text, marksMatches ? matches : [], window, this.#request.cropMarker ?? defaultCropMarker)
  }

  #treatment(path: string): Treatment {
    let treatment = this.#treatments.get(path)
    if (treatment === undefined) {
      treatment = {
        cropLength: cropLengthOf(path, this.#cropped),
        marksMatches: coveringPattern(this.#marked, path) >= 0,
        rules: attributeRules(this.#settings, path),
      }
      this.#treatments.set(path, treatment)
    }
    return treatment
  }
}
