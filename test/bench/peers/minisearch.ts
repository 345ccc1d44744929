/** MiniSearch as its README searches: any of the words, as prefixes, with typos. */
import { serveMiniSearch } from './minisearch-index.ts'

serveMiniSearch({ prefix: true, fuzzy: 0.2 })
