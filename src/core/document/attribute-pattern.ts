/**
 * Which attributes a name in a setting or parameter covers: itself, everything nested in it (`a`
 * covers `a.b`), and with a `*` at either end whatever fits in its place.
 */

export const coversAttribute = (pattern: string, attribute: string): boolean =>
  (attribute.startsWith(pattern) && attribute.charCodeAt(pattern.length) === 46) || fitsPattern(pattern, attribute)

/** The same without what is nested. */
export function fitsPattern(pattern: string, attribute: string): boolean {
  if (pattern === '*' || pattern === attribute) return true
  const open = pattern.startsWith('*')
  const openEnd = pattern.endsWith('*')
  if (!open && !openEnd) return false
  const middle = pattern.slice(open ? 1 : 0, openEnd ? -1 : undefined)
  if (open && openEnd) return attribute.includes(middle)
  return open ? attribute.endsWith(middle) : attribute.startsWith(middle)
}

/** The place of the first pattern that covers the attribute, or -1. */
export function coveringPattern(patterns: readonly string[], attribute: string): number {
  return patterns.findIndex((pattern) => coversAttribute(pattern, attribute))
}
