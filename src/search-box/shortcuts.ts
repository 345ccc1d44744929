/** Keys that open the search: reading them from an attribute, and knowing them when pressed. */

/** `mod` is the Command key on Apple's systems and Control everywhere else. */
export interface Shortcut {
  readonly key: string
  readonly mod: boolean
  readonly alt: boolean
  readonly shift: boolean
}

/** What is read of a KeyboardEvent. */
export interface Pressed {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** `mod+k /` is two; `off` none. Undefined for what cannot be read. */
export function parseShortcuts(text: string): Shortcut[] | undefined {
  if (text.trim() === 'off') return []
  const shortcuts = text
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== '')
    .map(parseOne)
  return shortcuts.every((shortcut) => shortcut !== undefined) && shortcuts.length > 0 ? shortcuts : undefined
}

function parseOne(text: string): Shortcut | undefined {
  const [, before, key] = /^((?:(?:mod|alt|shift)\+)*)(f\d\d?|[^\s+])$/u.exec(text) ?? []
  if (key === undefined) return undefined
  return { key, mod: before.includes('mod'), alt: before.includes('alt'), shift: before.includes('shift') }
}

/**
 * Letters count by their key's place too, so that `mod+k` works where a keyboard writes Cyrillic;
 * signs count however they are typed: `/` is Shift+7 on many keyboards.
 */
export function isPressed(shortcut: Shortcut, pressed: Pressed, isApple: boolean): boolean {
  const { key, mod, alt, shift } = shortcut
  const isLetter = /^[a-z0-9]$/.test(key)
  const isKey =
    pressed.key.toLowerCase() === key ||
    (isLetter && mod && (pressed.code === `Key${key.toUpperCase()}` || pressed.code === `Digit${key}`))
  return (
    isKey &&
    pressed.metaKey === (mod && isApple) &&
    pressed.ctrlKey === (mod && !isApple) &&
    pressed.altKey === alt &&
    (pressed.shiftKey === shift || (!isLetter && !shift))
  )
}

/** For eyes: `⌘K`, `Ctrl K`, `/`. */
export function shownShortcut({ key, mod, alt, shift }: Shortcut, isApple: boolean): string {
  const names = isApple ? ['⌘', '⌥', '⇧'] : ['Ctrl ', 'Alt ', 'Shift ']
  return [mod, alt, shift].map((is, i) => (is ? names[i] : '')).join('') + key.toUpperCase()
}

/** For the attribute `aria-keyshortcuts`. */
export const ariaShortcut = ({ key, mod, alt, shift }: Shortcut, isApple: boolean): string =>
  [
    ...(mod ? [isApple ? 'Meta' : 'Control'] : []),
    ...(alt ? ['Alt'] : []),
    ...(shift ? ['Shift'] : []),
    key.toUpperCase(),
  ].join('+')
