/** The element's attributes as options: what cannot be read is said, and the default counts. */
import type { Fill } from '../index.ts'
import { parseShortcuts, type Shortcut } from './shortcuts.ts'

export const attributeNames = ['index', 'lang', 'mode', 'shortcut', 'recent', 'placeholder', 'limit', 'fill'] as const

type AttributeName = (typeof attributeNames)[number]

export interface BoxOptions {
  /** As it is written; null: the folder of the script. */
  readonly index: string | null
  readonly mode: 'dialog' | 'inline'
  readonly shortcuts: readonly Shortcut[]
  readonly recent: boolean
  /** null: the word for "Search". */
  readonly placeholder: string | null
  /** Pages shown at first, and added by "More results". */
  readonly limit: number
  readonly fill: Fill
}

const defaultShortcuts = 'mod+k /'
const mostPages = 50

/** `complain` hears a sentence for each attribute that is not as it should be. */
export function readOptions(
  attribute: (name: AttributeName) => string | null,
  complain: (sentence: string) => void,
): BoxOptions {
  const bad = (name: AttributeName, must: string) =>
    complain(`<seekling-search>: the attribute ${name}="${attribute(name)}" ${must}. The default is used instead.`)
  const oneOf = <Value extends string>(name: AttributeName, values: readonly Value[]): Value => {
    const given = attribute(name)
    const found = given === null ? values[0] : values.find((value) => value === given)
    if (found === undefined) bad(name, `must be one of "${values.join('", "')}"`)
    return found ?? values[0]
  }
  const shortcuts = parseShortcuts(attribute('shortcut') ?? defaultShortcuts)
  if (!shortcuts) bad('shortcut', 'must be keys such as "mod+k /", or "off"')
  const limit = Number(attribute('limit') ?? 8)
  const isLimit = Number.isInteger(limit) && limit >= 1 && limit <= mostPages
  if (!isLimit) bad('limit', `must be a whole number from 1 to ${mostPages}`)
  return {
    index: attribute('index'),
    mode: oneOf('mode', ['dialog', 'inline']),
    shortcuts: shortcuts ?? parseShortcuts(defaultShortcuts) ?? [],
    recent: oneOf('recent', ['on', 'off']) === 'on',
    placeholder: attribute('placeholder'),
    limit: isLimit ? limit : 8,
    fill: oneOf('fill', ['idle', 'used', 'now']),
  }
}
