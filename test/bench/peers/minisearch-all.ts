/**
 * MiniSearch as its `autoSuggest` has it: all words required, the last one a prefix. Faster than
 * its default, and finds fewer mistyped words.
 */
import { serveMiniSearch } from './minisearch-index.ts'

serveMiniSearch({ combineWith: 'AND', prefix: (_, at, terms) => at === terms.length - 1, fuzzy: 0.2 })
