/**
 * How FlexSearch is set up, in memory and over IndexedDB: a document index with the tokenizer
 * `forward` for prefixes, and suggestions, which let words be missing. Of its encoders the default
 * found most here, more than the phonetic ones that its documentation has for fuzzy matches.
 */
import { type Collection, type Hit, hitCount } from './engine.ts'

export const optionsOf = ({ fields, shown }: Collection) => ({
  document: {
    id: 'id',
    store: [...shown],
    index: fields.map(({ name }) => ({ field: name, tokenize: 'forward' })),
  },
})

export const searchOptions = { limit: hitCount, suggest: true, enrich: true, merge: true }

export const hitsOf = (found: readonly { readonly id: string; readonly doc: object }[]): Hit[] =>
  found.map(({ id, doc }) => ({ ...doc, id }))
