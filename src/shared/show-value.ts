/**
 * A value as a message may quote it: whatever was given, naming it must not fail, nor take long.
 */
export const showValue = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 50))
  return typeof value === 'number' || typeof value === 'boolean' || value == null
    ? String(value)
    : `of type ${typeof value}`
}
