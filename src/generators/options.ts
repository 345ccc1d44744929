/** What the plugins for generators are told: options of the build, less what a generator knows. */
import type { SiteOptions } from '../site/options.ts'

export type GeneratorOptions = Omit<SiteOptions, 'folder' | 'output' | 'scripts' | 'onProgress'>
