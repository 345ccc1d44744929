/**
 * The package's entry `seekling/starlight`: a line in the configuration of Starlight replaces the
 * search it has, in its dev server too.
 */
import { astroIntegration } from './astro-integration.ts'
import type { AstroIntegration, StarlightPlugin } from './astro-shapes.ts'
import type { GeneratorOptions } from './options.ts'

export type { AstroIntegration, GeneratorOptions, StarlightPlugin }

/** Each terminal says that it is one, which is no text of the page. */
const frameLabel = '.expressive-code .sr-only'

/**
 * A plugin for `plugins` of Starlight. Takes the options of `buildSite`.
 *
 * @example
 * ```js
 * // astro.config.mjs
 * import starlight from '@astrojs/starlight'
 * import seekling from 'seekling/starlight'
 * export default { integrations: [starlight({ title: 'Docs', plugins: [seekling()] })] }
 * ```
 */
export default function seekling(options: GeneratorOptions = {}): StarlightPlugin {
  return {
    name: 'seekling',
    hooks: {
      'config:setup'({ config, updateConfig, addIntegration }) {
        // What the owner puts there wins.
        const components = { Search: 'seekling/astro/Search.astro', ...config.components }
        updateConfig({ pagefind: false, components })
        addIntegration(astroIntegration({ ...options, ignore: [frameLabel, ...[options.ignore ?? []].flat()] }))
      },
    },
  }
}
