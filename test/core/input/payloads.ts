/**
 * Reading payloads in tests: what came out, or the refusal; chunks cut at places a property
 * chooses; documents a property may use.
 */
import fc from 'fast-check'
import { createPayloadParser, type PayloadOptions } from '../../../src/core/input/payload-parser.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import { SeeklingError } from '../../../src/shared/errors.ts'

type Chunk = Uint8Array | string

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** The documents of a payload. Every document's bytes must say the same as its value. */
export function read(options: PayloadOptions, ...chunks: Chunk[]): JsonObject[] {
  return readWithJson(options, ...chunks).map(({ value }) => value)
}

export function readWithJson(options: PayloadOptions, ...chunks: Chunk[]): { value: JsonObject; json: string }[] {
  const documents: { value: JsonObject; json: string }[] = []
  const parser = createPayloadParser(options, (value, json) => documents.push({ value, json: decoder.decode(json) }))
  for (const chunk of chunks) parser.push(chunk)
  parser.finish()
  for (const { value, json } of documents) {
    if (JSON.stringify(JSON.parse(json)) !== JSON.stringify(value))
      throw new Error(`${json} is not the value handed on`)
  }
  return documents
}

/** The SeeklingError that `act` throws; anything else fails the test. */
export function refusalOf(act: () => unknown): SeeklingError {
  try {
    act()
  } catch (error) {
    if (error instanceof SeeklingError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** The documents, or the code of the refusal: for comparing ways of reading. */
export function outcome(options: PayloadOptions, ...chunks: Chunk[]): JsonObject[] | string {
  try {
    return read(options, ...chunks)
  } catch (error) {
    if (error instanceof SeeklingError) return error.code
    throw error
  }
}

/** Cuts into chunks at the given places, taken modulo the length. */
export function cutBytes(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  return pairs(bytes.length, places).map(([from, to]) => bytes.slice(from, to))
}

export function cutText(text: string, places: readonly number[]): string[] {
  return pairs(text.length, places).map(([from, to]) => text.slice(from, to))
}

function pairs(length: number, places: readonly number[]): [number, number][] {
  const borders = [0, ...places.map((place) => place % (length + 1)).sort((a, b) => a - b), length]
  return borders.slice(1).map((border, i) => [borders[i], border])
}

export const anyPlaces = fc.array(fc.nat(), { maxLength: 12 })

/**
 * Documents that must be accepted: any JSON object without the keys and halves that are refused by
 * name.
 */
export const anyDocument: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), { maxKeys: 6 })
  .map((document) => JSON.stringify(document))
  .filter((json) => !json.includes('__proto__') && !/\\u[dD][89a-fA-F]/.test(json))
  .map((json) => JSON.parse(json) as JsonObject)
