/** The text part of a segment, built from plain texts: documents as lists of [field, text]. */
import { decodeFieldLengths } from '../../src/core/segment/field-lengths.ts'
import { PackedDictionary } from '../../src/core/segment/packed-dictionary.ts'
import { PostingsDecoder } from '../../src/core/segment/postings-codec.ts'
import { TextBuilder, type TextParts } from '../../src/core/segment/text-builder.ts'

export type PlainDocument = readonly (readonly [field: number, text: string])[]

/** `order` as `TextBuilder.finish` takes it. */
export function buildText(documents: readonly PlainDocument[], order?: Uint32Array): TextParts {
  const builder = new TextBuilder()
  for (const document of documents) {
    builder.beginDocument()
    for (const [field, text] of document) builder.addText(field, text)
    builder.endDocument()
  }
  return runSteps(builder.finish(order))
}

export function runSteps<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * Everything in the parts as plain values: per term, per document, [field, position] pairs; and the
 * field lengths.
 */
export function readText(parts: TextParts, documentCount: number) {
  const dictionary = new PackedDictionary(parts.dictionary)
  const decoder = new PostingsDecoder()
  const terms = Array.from({ length: dictionary.size }, (_, term) => {
    decoder.clear()
    const frequency = dictionary.documentFrequency(term)
    decoder.read(
      parts.postings,
      dictionary.postingsStart(term),
      dictionary.postingsStart(term + 1),
      frequency,
      documentCount,
    )
    const { documents, starts, occurrences } = decoder.finish()
    const entries = [...documents].map((document, i) => {
      const places = [...occurrences.subarray(starts[i], starts[i + 1])].map((place) => [place >>> 16, place & 0xffff])
      return [document, places] as const
    })
    return [dictionary.termAt(term), entries] as const
  })
  const { starts, fields, lengths } = decodeFieldLengths(parts.lengths, documentCount)
  const fieldLengths = Array.from({ length: documentCount }, (_, document) => {
    const own: [number, number][] = []
    for (let i = starts[document]; i < starts[document + 1]; i++) own.push([fields[i], lengths[i]])
    return own
  })
  return { terms, fieldLengths }
}
