/** What was tried, as code to copy. Pure. */

export interface Tried {
  readonly indexUid: string
  /** Settings that differ from the defaults. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly q: string
  readonly params: Readonly<Record<string, unknown>>
}

export function codeFor({ indexUid, settings, q, params }: Tried): string {
  const lines = [`import { open } from 'seekling'`, '', `const client = await open()`]
  lines.push(`const index = client.index(${literal(indexUid)})`)
  lines.push('await index.addDocuments(documents)')
  if (Object.keys(settings).length > 0) lines.push(`await index.updateSettings(${literal(settings)})`)
  const given = Object.keys(params).length > 0 ? `, ${literal(params)}` : ''
  lines.push(`const { hits } = await index.search(${literal(q)}${given})`)
  return lines.join('\n')
}

/** JavaScript as people write it: names bare where they may be, texts in single quotes. */
function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(
        ([key, item]) => `${/^[a-z_$][\w$]*$/i.test(key) ? key : literal(key)}: ${literal(item, inner)}`,
      )
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const padding = Array.isArray(value) ? '' : ' '
  const line = parts.join(', ')
  if (parts.length === 0) return `${open}${close}`
  if (line.length < 70 && !line.includes('\n')) return `${open}${padding}${line}${padding}${close}`
  return `${open}\n${parts.map((part) => `${inner}${part},`).join('\n')}\n${indent}${close}`
}

/** What differs from the defaults. */
export function changedSettings(
  settings: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const isDefault = ([name, value]: [string, unknown]) => JSON.stringify(value) === JSON.stringify(defaults[name])
  return Object.fromEntries(Object.entries(settings).filter((entry) => !isDefault(entry)))
}
