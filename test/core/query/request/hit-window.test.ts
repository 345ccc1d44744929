import { describe, expect, test } from 'vitest'
import { hitWindow } from '../../../../src/core/query/request/hit-window.ts'

describe('offset and limit', () => {
  test('default to the first twenty', () => {
    expect(hitWindow({}, 1000)).toEqual({ offset: 0, limit: 20, page: null })
  })

  test('end at maxTotalHits', () => {
    expect(hitWindow({ offset: 990, limit: 50 }, 1000)).toEqual({ offset: 990, limit: 10, page: null })
    expect(hitWindow({ offset: 5000 }, 1000)).toEqual({ offset: 1000, limit: 0, page: null })
  })
})

describe('pages', () => {
  test('take over as soon as one of the two is given', () => {
    expect(hitWindow({ page: 3, offset: 7, limit: 1 }, 1000)).toEqual({
      offset: 40,
      limit: 20,
      page: { number: 3, hitsPerPage: 20 },
    })
    expect(hitWindow({ hitsPerPage: 5 }, 1000)).toEqual({ offset: 0, limit: 5, page: { number: 1, hitsPerPage: 5 } })
  })

  test('count from one: page 0 is empty', () => {
    expect(hitWindow({ page: 0 }, 1000)).toMatchObject({ limit: 0, page: { number: 0 } })
  })

  test('end at maxTotalHits', () => {
    expect(hitWindow({ page: 3, hitsPerPage: 10 }, 25)).toMatchObject({ offset: 20, limit: 5 })
    expect(hitWindow({ page: 4, hitsPerPage: 10 }, 25)).toMatchObject({ offset: 25, limit: 0 })
  })
})
