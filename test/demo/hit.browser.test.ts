/** One hit as the demo shows it, whatever its document holds or lacks. */
import type { Hit } from 'seekling'
import { expect, test } from 'vitest'
import type { Feature } from '../../demo/feature.ts'
import { renderHit } from '../../demo/hit.ts'

const actions = { remove: () => {}, explain: async () => ({ details: {}, next: null }) }
const shown = (hit: object) => renderHit(hit as Hit<Feature>, actions)

test.each([
  [{ id: 7 }, '7'],
  [{ id: 'x', name: null, path: 5, support: 'none', description: ['a'], category: {} }, 'x'],
  [{ id: 'y', name: 'Named', _formattedParts: { name: [{ text: 'Named', isMatch: true }], path: null } }, 'Named'],
])('%j is shown by its name or its id', (hit, name) => {
  const item = shown(hit)
  expect(item.querySelector('.hit-link')?.textContent).toBe(name)
  expect(item.querySelector('.hit-text')).toBeNull()
})

test('a link that leads elsewhere than to the web is none', () => {
  expect(shown({ id: 1, name: 'a', mdn_url: 'javascript:alert(1)' }).querySelector('[href]')).toBeNull()
})
