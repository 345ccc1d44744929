/**
 * Platforms that cut runs of characters into words as a test wants, or not at all. Undone by
 * `vi.unstubAllGlobals`.
 */
import { vi } from 'vitest'

/**
 * `cut` answers the pieces of a text in order; null: there is no `Intl.Segmenter`. `asked` gets the
 * language of each one made.
 */
export function cutWith(cut: ((text: string) => readonly string[]) | null, asked: unknown[] = []): void {
  const Segmenter = class {
    constructor(locale: unknown) {
      asked.push(locale)
    }
    segment(text: string): { segment: string; index: number }[] {
      let index = 0
      return (cut as NonNullable<typeof cut>)(text).map((segment) => {
        index += segment.length
        return { segment, index: index - segment.length }
      })
    }
  }
  const names = Object.getOwnPropertyNames(Intl).filter((name) => name !== 'Segmenter')
  const others = Object.fromEntries(names.map((name) => [name, (Intl as unknown as Record<string, unknown>)[name]]))
  vi.stubGlobal('Intl', cut === null ? others : { ...others, Segmenter })
}
