import { describe, expect, test } from 'vitest'
import { coveringPattern, coversAttribute } from '../../../src/core/document/attribute-pattern.ts'

describe('an attribute name', () => {
  test('covers itself and what is nested in it, not what merely begins alike', () => {
    expect(coversAttribute('author', 'author')).toBe(true)
    expect(coversAttribute('author', 'author.name')).toBe(true)
    expect(coversAttribute('author', 'authors')).toBe(false)
    expect(coversAttribute('author.name', 'author')).toBe(false)
  })

  test('covers whatever fits in the place of its star', () => {
    expect(coversAttribute('*', 'a.b')).toBe(true)
    expect(coversAttribute('title_*', 'title_fr')).toBe(true)
    expect(coversAttribute('title_*', 'subtitle_fr')).toBe(false)
    expect(coversAttribute('*_fr', 'title_fr')).toBe(true)
    expect(coversAttribute('*title*', 'subtitle_fr')).toBe(true)
    expect(coversAttribute('*title*', 'name')).toBe(false)
  })

  test('the first of several that covers counts', () => {
    expect(coveringPattern(['title', 'a', 'a.b'], 'a.b')).toBe(1)
    expect(coveringPattern(['title'], 'body')).toBe(-1)
    expect(coveringPattern([], 'body')).toBe(-1)
  })
})
