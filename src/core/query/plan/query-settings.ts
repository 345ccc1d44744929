/**
 * The settings a query is read by, folded once per settings object and language: a search then only
 * looks words up.
 */
import type { Settings } from '../../../shared/settings.ts'
import type { TimeLimit } from '../../filter/time-limit.ts'
import { singleTerms } from '../../text/terms-of.ts'
import { type TextRules, textRules } from '../../text/text-rules.ts'
import { readSynonyms, type Synonyms } from './synonyms.ts'

export interface QuerySettings {
  /**
   * Folded, so that `The` is a stop word if `the` is; Meilisearch compares stop words by case. The
   * characters of a run are joined.
   */
  readonly stopWords: ReadonlySet<string>
  readonly synonyms: Synonyms
  readonly prefixSearch: boolean
  readonly typo: TypoRules
  /** Of one search, whose time is limited: once it is over, no more typos are looked for. */
  readonly limit?: TimeLimit
}

export interface TypoRules {
  readonly enabled: boolean
  /** Characters from which a word may hold one typo, and two. */
  readonly oneTypo: number
  readonly twoTypos: number
  /** Folded. */
  readonly exactWords: ReadonlySet<string>
  readonly exactNumbers: boolean
}

const noStopWords: ReadonlySet<string> = new Set()

/** For a query of stop words only, such as `to be or not to be`, whose words are then searched. */
export const withoutStopWords = (reading: QuerySettings): QuerySettings => ({ ...reading, stopWords: noStopWords })

/** By the rules, which belong to one settings object. */
const cache = new WeakMap<TextRules, QuerySettings>()

/** `rules`: how the query is cut and folded. */
export function querySettings(settings: Settings, rules: TextRules = textRules(settings)): QuerySettings {
  let found = cache.get(rules)
  if (found === undefined) {
    const { enabled, minWordSizeForTypos, disableOnWords, disableOnNumbers } = settings.typoTolerance
    const stopWords = singleTerms(settings.stopWords, rules)
    found = {
      stopWords,
      synonyms: readSynonyms(settings.synonyms, stopWords, rules),
      prefixSearch: settings.prefixSearch !== 'disabled',
      typo: {
        enabled,
        oneTypo: minWordSizeForTypos.oneTypo,
        twoTypos: minWordSizeForTypos.twoTypos,
        exactWords: singleTerms(disableOnWords, rules),
        exactNumbers: disableOnNumbers,
      },
    }
    cache.set(rules, found)
  }
  return found
}
