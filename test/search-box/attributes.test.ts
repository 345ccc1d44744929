/** Attributes and shortcuts: what is read, and what is said about what cannot be. */
import { expect, test } from 'vitest'
import { readOptions } from '../../src/search-box/attributes.ts'
import { chipsOf } from '../../src/search-box/facet-chips.ts'
import { RecentSearches } from '../../src/search-box/recent.ts'
import { ariaShortcut, isPressed, parseShortcuts, shownShortcut } from '../../src/search-box/shortcuts.ts'

function read(attributes: Record<string, string>) {
  const said: string[] = []
  const options = readOptions(
    (name) => attributes[name] ?? null,
    (sentence) => said.push(sentence),
  )
  return { options, said }
}

const usual = { index: null, mode: 'dialog', recent: true, placeholder: null, limit: 8, fill: 'idle' }

test('without attributes there are defaults, and nothing to say', () => {
  const { options, said } = read({})
  expect(options).toMatchObject(usual)
  expect(options.shortcuts.map(({ key, mod }) => [key, mod])).toEqual([
    ['k', true],
    ['/', false],
  ])
  expect(said).toEqual([])
})

test('attributes are read', () => {
  const given = {
    index: '/s/',
    mode: 'inline',
    recent: 'off',
    placeholder: 'Find',
    limit: '20',
    fill: 'now',
    shortcut: 'off',
  }
  const { options, said } = read(given)
  expect(options).toEqual({ ...given, recent: false, limit: 20, shortcuts: [], shortcut: undefined })
  expect(said).toEqual([])
})

test.each([
  ['mode', 'sidebar', '"dialog", "inline"'],
  ['recent', 'yes', '"on", "off"'],
  ['fill', 'later', '"idle", "used", "now"'],
  ['limit', '0', 'from 1 to 50'],
  ['limit', 'many', 'from 1 to 50'],
  ['shortcut', 'hyper+k', 'such as "mod+k /"'],
  ['shortcut', '', 'such as "mod+k /"'],
])('%s="%s" is said, and the default counts', (name, value, part) => {
  const { options, said } = read({ [name]: value })
  expect(options).toMatchObject(usual)
  expect(options.shortcuts).toHaveLength(2)
  expect(said).toHaveLength(1)
  expect(said[0]).toContain(`${name}="${value}"`)
  expect(said[0]).toContain(part)
})

const pressed = (key: string, more: object = {}) => ({
  ...{ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...more,
})
const [modK, slash] = parseShortcuts('mod+k /') ?? []
const [letter, combined] = parseShortcuts('s alt+shift+f2') ?? []

test.each([
  ['Control K', modK, pressed('k', { ctrlKey: true }), false, true],
  ['Command K', modK, pressed('k', { metaKey: true }), true, true],
  ['Control K on a Mac deletes to the end of the line', modK, pressed('k', { ctrlKey: true }), true, false],
  ['Windows K', modK, pressed('k', { metaKey: true }), false, false],
  ['K alone', modK, pressed('k'), false, false],
  ['with Shift it is another one', modK, pressed('K', { ctrlKey: true, shiftKey: true }), false, false],
  ['the key of K where it writes Cyrillic', modK, pressed('л', { code: 'KeyK', ctrlKey: true }), false, true],
  ['the slash', slash, pressed('/'), false, true],
  ['the slash above the 7', slash, pressed('/', { code: 'Digit7', shiftKey: true }), false, true],
  ['Control and slash', slash, pressed('/', { ctrlKey: true }), false, false],
  ['a letter', letter, pressed('s'), false, true],
  ['a capital letter', letter, pressed('S', { shiftKey: true }), false, false],
  ['a key with modifiers', combined, pressed('F2', { altKey: true, shiftKey: true }), false, true],
])('%s', (_, shortcut, event, isApple, is) => {
  expect(isPressed(shortcut, event, isApple)).toBe(is)
})

test('a shortcut is shown as the system writes it', () => {
  expect([modK, slash, combined].map((shortcut) => shownShortcut(shortcut, false))).toEqual([
    'Ctrl K',
    '/',
    'Alt Shift F2',
  ])
  expect([modK, combined].map((shortcut) => shownShortcut(shortcut, true))).toEqual(['⌘K', '⌥⇧F2'])
  expect([modK, slash].map((shortcut) => ariaShortcut(shortcut, false))).toEqual(['Control+K', '/'])
  expect(ariaShortcut(modK, true)).toBe('Meta+K')
})

function storage(text?: string) {
  const stored = new Map(text === undefined ? [] : [['key', text]])
  return {
    stored,
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  }
}

test('recent searches are the newest five, each once', () => {
  const kept = storage()
  const recent = new RecentSearches('key', () => kept)
  for (const query of ['a', 'b', ' c ', 'd', 'e', 'f', 'B', '', '  ']) recent.add(query)
  expect(recent.list()).toEqual(['B', 'f', 'e', 'd', 'c'])
  recent.clear()
  expect(recent.list()).toEqual([])
  expect(kept.stored.size).toBe(0)
})

test('a storage that is absent, blocked, full or holds something else is an empty list', () => {
  const blocked = () => {
    throw new Error('SecurityError')
  }
  const full = { ...storage(), setItem: blocked }
  for (const source of [
    () => undefined,
    blocked,
    () => full,
    () => storage('{'),
    () => storage('{"a":1}'),
    () => storage('[1]'),
  ]) {
    const recent = new RecentSearches('key', source)
    expect(recent.list()).toEqual([])
    recent.add('a')
    recent.clear()
    expect(recent.list()).toEqual([])
  }
})

test('chips are the commonest values and the chosen ones, in the order of the index', () => {
  const counts = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`v${i}`, i + 1]))
  const shown = chipsOf(counts, ['v0', 'gone']).map(
    ({ value, count, isChosen }) => `${value} ${count}${isChosen ? '!' : ''}`,
  )
  expect(shown).toHaveLength(14)
  expect(shown.slice(0, 2)).toEqual(['v0 1!', 'v8 9'])
  expect(shown.slice(-2)).toEqual(['v19 20', 'gone 0!'])
})
