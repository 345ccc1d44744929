/**
 * `attributesToCrop`: attribute names and patterns, each with a length of its own (`overview:20`)
 * or the common one.
 */
import { coversAttribute } from '../document/attribute-pattern.ts'

export interface CroppedAttribute {
  /** May be a pattern. */
  readonly name: string
  /** Words; 0 leaves the attribute whole. */
  readonly length: number
}

const defaultCropLength = 10

/** Only digits behind the last colon are a length: names may hold colons themselves. */
export function croppedAttribute(text: string, commonLength = defaultCropLength): CroppedAttribute {
  const [, name = text, length] = /^(.*):(\d*)$/s.exec(text) ?? []
  return !length ? { name, length: commonLength } : { name, length: Number(length) }
}

/**
 * 0 for an attribute that is not cropped. The one that names it counts, else the first that covers
 * it.
 */
export function cropLengthOf(attribute: string, cropped: readonly CroppedAttribute[]): number {
  const found =
    cropped.find(({ name }) => name === attribute) ?? cropped.find(({ name }) => coversAttribute(name, attribute))
  return found?.length ?? 0
}
