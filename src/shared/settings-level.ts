/**
 * Settings lie in levels: objects of settings and of further levels, to which paths such as
 * `typoTolerance.enabled` lead.
 */

export type Level = Readonly<Record<string, unknown>>

export const isLevel = (value: unknown): value is Level =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const levelOf = (value: unknown): Level => (isLevel(value) ? value : {})
