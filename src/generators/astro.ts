/**
 * The package's entry `seekling/astro`: the search of a site that Astro builds, and of the pages
 * that its dev server renders.
 */
import { astroIntegration } from './astro-integration.ts'
import type { AstroIntegration } from './astro-shapes.ts'
import type { GeneratorOptions } from './options.ts'

export type { AstroIntegration, GeneratorOptions }

/**
 * An integration for `integrations`. The box is the component `seekling/astro/Search.astro`, or its
 * two lines of HTML. Takes the options of `buildSite`.
 *
 * @example
 * // astro.config.mjs
 * import seekling from 'seekling/astro'
 * export default { integrations: [seekling()] }
 */
export default function seekling(options: GeneratorOptions = {}): AstroIntegration {
  return astroIntegration(options)
}
