/** The part about sites, from what scripts/bench-site.mjs measures: medians and ranges. Pure. */
import { quantile, spreadOf } from '../statistics.mjs'

/**
 * @param {Awaited<ReturnType<typeof import('../bench-site.mjs').measureSite>>} measured
 * @returns {object} `pages`, and by tool a row for each figure.
 */
export function summarizeSite({ pages, built, visits }) {
  const tools = Object.entries(visits).map(([tool, { first, six, second, warm }]) => [
    tool,
    {
      build: spreadOf(built.times[tool].first),
      buildAfterChange: spreadOf(built.times[tool].changed),
      disk: built.sizes[tool].bytes,
      firstSearch: spreadOf(first.ms),
      firstSearchBytes: first.bytes,
      firstSearchRequests: first.requests,
      sixSearchesBytes: six.bytes,
      secondVisit: spreadOf(second.ms),
      p50: quantile(warm, 0.5),
      p95: quantile(warm, 0.95),
    },
  ])
  return { pages, tools: Object.fromEntries(tools) }
}
