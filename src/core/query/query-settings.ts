/**
 * The settings a query is read by, folded once per settings object: a search then only looks words up.
 */
import type { Settings } from '../../shared/settings.ts'
import { foldWord } from '../text/fold.ts'
import { readSynonyms, type Synonyms } from './synonyms.ts'

export interface QuerySettings {
  /** Folded, although Meilisearch compares stop words by case: `The` is as empty a word as `the`. */
  readonly stopWords: ReadonlySet<string>
  readonly synonyms: Synonyms
  readonly prefixSearch: boolean
  readonly typo: TypoRules
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

const cache = new WeakMap<Settings, QuerySettings>()

export function querySettings(settings: Settings): QuerySettings {
  let found = cache.get(settings)
  if (found === undefined) {
    const { enabled, minWordSizeForTypos, disableOnWords, disableOnNumbers } = settings.typoTolerance
    const stopWords = new Set(settings.stopWords.map(foldWord))
    found = {
      stopWords,
      synonyms: readSynonyms(settings.synonyms, stopWords),
      prefixSearch: settings.prefixSearch !== 'disabled',
      typo: {
        enabled,
        oneTypo: minWordSizeForTypos.oneTypo,
        twoTypos: minWordSizeForTypos.twoTypos,
        exactWords: new Set(disableOnWords.map(foldWord)),
        exactNumbers: disableOnNumbers,
      },
    }
    cache.set(settings, found)
  }
  return found
}
