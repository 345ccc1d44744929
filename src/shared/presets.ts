/**
 * Settings that suit a kind of texts, to start from: `index.updateSettings({
 * ...presets.documentation, searchableAttributes: [...] })`.
 */
import type { SettingsPatch } from './settings.ts'

/**
 * Settings that suit a kind of texts, to start from and to change.
 *
 * @example
 * import { open, presets } from 'seekling'
 *
 * const pages = (await open()).index('pages')
 * const { documentation } = presets
 * await pages.updateSettings({ ...documentation, searchableAttributes: ['title', 'text'] })
 */
export const presets = {
  /**
   * Sections of documentation, articles, help: texts with titles, asked for in names and in
   * questions. A title counts more than how close words stand in a text, and searches find any of
   * the words unless they say otherwise, in documents that hold a good part of the query.
   */
  documentation: {
    rankingRules: ['words', 'typo', 'attributeRank', 'proximity', 'sort', 'wordPosition', 'exactness'],
    searchDefaults: { matchingStrategy: 'any', matchingShare: 0.3 },
  },
} as const satisfies Readonly<Record<string, SettingsPatch>>
