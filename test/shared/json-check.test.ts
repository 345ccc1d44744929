/**
 * Values that JSON cannot hold are refused by path; everything else is stored as JSON.stringify
 * writes it.
 */
import vm from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentLimits } from '../../src/shared/document.ts'
import { checkDocument, checkJsonValue } from '../../src/shared/json-check.ts'
import { refusalOf } from '../core/input/payloads.ts'

const pathOf = (value: unknown): unknown => {
  const refusal = refusalOf(() => checkDocument(value, 'documents[3]'))
  expect(refusal.code).toBe('malformed_payload')
  expect(refusal.message).toContain(String(refusal.details?.path))
  return refusal.details?.path
}

class Film {
  title = 'Solaris'
}

test('what JSON cannot hold is refused with its path', () => {
  const cycle: Record<string, unknown> = { list: [] }
  ;(cycle.list as unknown[]).push({ back: cycle })
  const hidden = { ['__proto__']: 1 }
  const sparse = [1, 2]
  sparse[4] = 3
  const cases: [unknown, string][] = [
    [() => 1, ''],
    [Symbol('x'), ''],
    [10n, ''],
    [Number.NaN, ''],
    [-Infinity, ''],
    [new Date(0), ''],
    [new Map(), ''],
    [new Set([1]), ''],
    [new Film(), ''],
    [new Uint8Array(2), ''],
    [/x/, ''],
    [new String('x'), ''],
    [Promise.resolve(), ''],
    [Object.create({ inherited: 1 }), ''],
    [{ toJSON: () => 1 }, '.toJSON'],
    [[1, undefined], '[1]'],
    [sparse, '[2]'],
    [{ deep: [{ name: 'half \udc00' }] }, '.deep[0].name'],
    [{ 'half \ud800': 1 }, '.half \ud800'],
    [hidden, '.__proto__'],
    [JSON.parse('{"a":{"__proto__":{}}}'), '.a.__proto__'],
  ]
  for (const [value, path] of cases)
    expect(pathOf({ ok: 1, tags: [{ value }] })).toBe(`documents[3].tags[0].value${path}`)
  expect(pathOf(cycle)).toBe('documents[3].list[0].back')
})

test('a refusal says what to do', () => {
  const message = (value: unknown) => refusalOf(() => checkDocument({ value }, 'document')).message
  expect(message(new Date(0))).toMatch(/^document\.value is an instance of Date.*toISOString/)
  expect(message(Number.NaN)).toMatch(/NaN.*null/)
  expect(message(1n)).toMatch(/bigint.*string/)
  expect(message('\ud800')).toMatch(/surrogate.*toWellFormed/)
})

test('a document is an object', () => {
  for (const value of [null, undefined, 1, 'x', true, [], [{}], () => {}, 1n])
    expect(pathOf(value)).toBe('documents[3]')
})

test('all that JSON.parse makes is accepted and comes back the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
      const json = JSON.stringify(value)
      fc.pre(!json.includes('__proto__') && !/\\ud[89a-f]/.test(json))
      expect(() => checkJsonValue(value, 'value')).not.toThrow()
    }),
  )
})

/** Undefined members are left out and -0 is 0: the two things JSON itself does. */
function asJsonHasIt(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonHasIt)
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([key, member]) => [key, asJsonHasIt(member)]))
}

test('whatever is accepted is what JSON makes of it', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
      (value) => {
        try {
          checkJsonValue(value, 'value')
        } catch {
          return
        }
        expect(JSON.parse(JSON.stringify(value))).toEqual(asJsonHasIt(value))
      },
    ),
    { numRuns: 1000 },
  )
})

test('undefined members are left out, objects without prototype and of other frames are plain', () => {
  const bare = Object.assign(Object.create(null), { id: 1 })
  for (const value of [{ id: 1, note: undefined }, bare, vm.runInNewContext('({ id: 1, list: [{}] })')]) {
    expect(() => checkDocument(value, 'document')).not.toThrow()
  }
  expect(() => checkDocument(vm.runInNewContext('({ when: new Date() })'), 'document')).toThrow('instance of Date')
})

test('the same object twice is no cycle', () => {
  const shared = { a: 1 }
  expect(() => checkDocument({ x: shared, y: [shared, shared] }, 'document')).not.toThrow()
})

test('nesting up to the limit is accepted, one level more is refused', () => {
  const nested = (levels: number): unknown => (levels === 1 ? {} : { a: nested(levels - 1) })
  expect(() => checkDocument(nested(documentLimits.maxDepth), 'document')).not.toThrow()
  expect(refusalOf(() => checkDocument(nested(documentLimits.maxDepth + 1), 'document')).message).toContain('64')
})

test('a path of megabytes does not make a message of megabytes', () => {
  expect(refusalOf(() => checkDocument({ ['x'.repeat(5_000_000)]: () => {} }, 'document')).message.length).toBeLessThan(
    500,
  )
})
