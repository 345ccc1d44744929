/** What plugins know of a dev server of Vite's whose pages something else renders. */
import type { RenderedPage } from './rendered-folder.ts'
import { crawledPages } from './vite-pages.ts'
import type { ViteConfig, ViteServer } from './vite-shapes.ts'

/** Pages from the root and `seeds` on, by their links. */
export async function crawlOf(
  { resolvedUrls }: ViteServer,
  { logger }: ViteConfig,
  seeds: readonly string[],
): Promise<RenderedPage[]> {
  const [address] = [...(resolvedUrls?.local ?? []), ...(resolvedUrls?.network ?? [])]
  if (address === undefined) return []
  const onMissing = (seed: string, why: string) => logger.warn(`[seekling] ${seed} is no page: ${why}.`)
  return crawledPages({ site: address.replace(/\/?$/, '/'), seeds, onMissing })
}

/** Whether a file is part of a site's source, as far as one can tell. */
export const isSource = (file: string): boolean => !/[\\/](node_modules|\.git)[\\/]/.test(file)
