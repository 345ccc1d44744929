/**
 * The package's entry `seekling/site`, for Node: makes the search of a site when the site is built.
 */
export { buildSite, type SiteBuild } from './build-site.ts'
export type { FilterValue, PageMeta, SectionDocument } from './document.ts'
export { documentId } from './ids.ts'
export type { BuildProgress, SiteOptions } from './options.ts'
export type { RecordSource, SiteRecord } from './record.ts'
export type { UrlStyle } from './urls.ts'
export type { SiteWarning } from './warnings.ts'
