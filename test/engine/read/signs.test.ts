/**
 * Searches across signs, symbols and joiners: a document is found by the words around a sign, and
 * by a symbol itself.
 */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'

/** Texts, and queries that must find each of them and no other. */
const cases: readonly (readonly [text: string, ...queries: string[]])[] = [
  ['1920×1080 screen', '1080', '1920', '1920×1080'],
  ['10±2 mm', '2 mm', '10±2'],
  ['<p>Hello</p>', 'hello', '<p>Hello</p>'],
  ['Array<string>', 'string', 'array<string>', 'array'],
  ['==marked== text', 'marked'],
  ['costs $50', '50', '$50', 'costs $50'],
  ['pizza🍕', '🍕', 'pizza', 'pizza 🍕', '🍕 '],
  ['v7→v8', 'v8', 'v7→v8'],
  ['©2020 Acme™ tools', '2020', 'acme tools', '© 2020'],
  ['only €', '€', 'only '],
  ['hot🔥🔥', '🔥', '🔥🔥', 'hot '],
  ['well done👍🏽', '👍', '👍🏽', '👍 ', 'done '],
  ['a flag🇫🇷🇩🇪', '🇩🇪', '🇫🇷', 'flag '],
  ['نیم\u200cفاصله', 'فاصله', 'نیم', 'نیم\u200cفاصله', 'نیمفاصله'],
  ['کتاب\u200cها جدید', 'کتاب جدید', 'کتابها', 'کتاب\u200cها'],
  ['ක්\u200dෂය', 'ක්\u200dෂය', 'ක්ෂය'],
]

test('each text is found by its words and symbols, and by itself', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.add(
    'i',
    cases.map(([text], id) => ({ id, text })),
  )
  await db.idle()
  await db.send({ type: 'Settings', indexUid: 'i', settings: { searchableAttributes: ['text'] } })
  await db.idle()
  const engine = searchEngineOver(store)
  const wrong: string[] = []
  for (const [id, [text, ...queries]] of cases.entries()) {
    for (const q of [text, ...queries]) {
      const { hits } = await engine.search('i', { q, matchingStrategy: 'all' })
      const found = hits.map((hit) => hit.id)
      if (found.length !== 1 || found[0] !== id) wrong.push(`${q}: ${JSON.stringify(found)} for ${id}`)
    }
  }
  expect(wrong).toEqual([])
})
