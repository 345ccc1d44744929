/**
 * Positions of matches on the wire count bytes of UTF-8; the page's count UTF-16 units. Where the
 * text is not in the hit they stay as they are.
 */

interface Position {
  readonly start: number
  readonly length: number
  readonly indices?: readonly number[]
}

const encoder = new TextEncoder()
const bytes = (text: string): number => encoder.encode(text).length

export function positionsInBytes<T>(hit: T): T {
  const positions = (hit as { _matchesPosition?: Record<string, readonly Position[]> })._matchesPosition
  if (positions === undefined) return hit
  const converted = Object.entries(positions).map(([path, matches]) => [
    path,
    matches.map((match) => {
      const text = textAt(hit, path, match.indices ?? [])
      if (text === undefined) return match
      const end = match.start + match.length
      return { ...match, start: bytes(text.slice(0, match.start)), length: bytes(text.slice(match.start, end)) }
    }),
  ])
  return { ...hit, _matchesPosition: Object.fromEntries(converted) }
}

function textAt(document: unknown, path: string, indices: readonly number[]): string | undefined {
  let value = document
  let used = 0
  for (const part of [...path.split('.'), '']) {
    while (Array.isArray(value)) value = value[indices[used++] ?? 0]
    if (part !== '') value = (value as Record<string, unknown> | null | undefined)?.[part]
  }
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}
