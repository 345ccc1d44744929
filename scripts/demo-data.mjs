/**
 * The demo's corpus: every feature of @mdn/browser-compat-data as one flat, readable document,
 * joined with web-features' Baseline data. Same packages in, same documents out, in the same order:
 * the hash of the result is the data's version. Used by the demo's build and by the benchmark.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { depthOf, nameOf, plainText, wordsOf } from './demo-text.mjs'

const require = createRequire(import.meta.url)

/** How the first segment of a path is called on the page. */
const categories = {
  api: 'Web APIs',
  css: 'CSS',
  html: 'HTML',
  http: 'HTTP',
  javascript: 'JavaScript',
  manifests: 'Web app manifests',
  mathml: 'MathML',
  mediatypes: 'Media types',
  svg: 'SVG',
  webassembly: 'WebAssembly',
  webdriver: 'WebDriver',
  webextensions: 'Web extensions',
}

/** Files the corpus is made of, for anyone who wants to know whether it changed. */
export function sourceFiles() {
  return [require.resolve('@mdn/browser-compat-data'), require.resolve('web-features/data.json')]
}

/** Versions of the two packages. */
export function sourceVersions() {
  const [compatVersion, baselineVersion] = sourceFiles().map(versionBeside)
  return { 'browser-compat-data': compatVersion, 'web-features': baselineVersion }
}

/** All features, parents before their children, in the order of the source. */
export function readFeatures() {
  const [compatFile, baselineFile] = sourceFiles()
  const compat = JSON.parse(readFileSync(compatFile, 'utf8'))
  const { features: webFeatures } = JSON.parse(readFileSync(baselineFile, 'utf8'))
  const ids = new Set()
  const documents = []

  const visit = (node, path, inherited) => {
    const own = node.__compat
    const mdnUrl = own?.mdn_url ?? inherited
    if (own !== undefined) documents.push(toDocument(own, path, mdnUrl, webFeatures, ids))
    for (const key of Object.keys(node)) if (key !== '__compat') visit(node[key], [...path, key], mdnUrl)
  }
  for (const area of Object.keys(categories)) if (compat[area] !== undefined) visit(compat[area], [area], undefined)
  return documents
}

/**
 * `mdnUrl` is the page that describes the feature: its own, or the one of the nearest feature
 * around it.
 */
function toDocument(compat, path, mdnUrl, webFeatures, ids) {
  const key = path.join('.')
  const described = plainText(compat.description ?? '')
  const name = nameOf(path, described)
  const feature = featureOf(compat, key, webFeatures)
  const document = {
    id: idOf(key, ids),
    name,
    path: key,
    words: wordsOf(path),
    description: [described === name ? '' : described, feature?.description ?? ''].filter(Boolean).join(' – '),
    category: categories[path[0]],
    depth: depthOf(path),
  }
  if (feature !== undefined) document.feature = feature.name
  if (mdnUrl !== undefined) document.mdn_url = mdnUrl
  const spec = Array.isArray(compat.spec_url) ? compat.spec_url[0] : compat.spec_url
  if (spec !== undefined) document.spec_url = spec
  document.deprecated = compat.status?.deprecated === true
  document.experimental = compat.status?.experimental === true
  document.standard_track = compat.status?.standard_track === true
  document.support = supportOf(compat.support)
  Object.assign(document, baselineOf(feature, key))
  return document
}

/**
 * The path with every character an id may not have as `_`; a later path that comes out the same
 * gets a number of its own text.
 */
function idOf(key, ids) {
  let id = key.replace(/[^A-Za-z0-9_-]/g, '_')
  if (ids.has(id)) id += `-${textNumber(key).toString(36)}`
  ids.add(id)
  return id
}

function textNumber(text) {
  let number = 0
  for (let i = 0; i < text.length; i++) number = (Math.imul(number, 31) + text.charCodeAt(i)) >>> 0
  return number
}

/** The web-feature a compat key belongs to: the first one it is tagged with that still exists. */
function featureOf(compat, key, webFeatures) {
  const tagged = (compat.tags ?? [])
    .filter((tag) => tag.startsWith('web-features:'))
    .map((tag) => webFeatures[tag.slice('web-features:'.length)])
    .filter((feature) => feature?.kind === 'feature')
  return tagged.find((feature) => feature.status.by_compat_key?.[key] !== undefined) ?? tagged[0]
}

/** First version per browser that has the feature; browsers without it are absent. */
function supportOf(support) {
  const versions = {}
  for (const [browser, statements] of Object.entries(support)) {
    const version = firstVersion(Array.isArray(statements) ? statements : [statements])
    if (version !== undefined) versions[browser] = version
  }
  return versions
}

/**
 * Whole and unprefixed if there is such a version, else with a prefix or in part; never behind a
 * flag, in a preview or removed again.
 */
function firstVersion(statements) {
  const living = statements.filter(
    (it) => it.version_removed === undefined && it.flags === undefined && numberOf(it.version_added) !== undefined,
  )
  const whole = living.filter(
    (it) => !it.partial_implementation && it.prefix === undefined && it.alternative_name === undefined,
  )
  const versions = (whole.length > 0 ? whole : living).map((it) => numberOf(it.version_added))
  return versions.length > 0 ? Math.min(...versions) : undefined
}

/** `"66"`, `"11.1"`, `"≤37"` (in 37 at the latest), `"14.17.0"`: major and minor as a number. */
function numberOf(version) {
  if (typeof version !== 'string') return undefined
  const number = Number.parseFloat(version.replace('≤', ''))
  return Number.isFinite(number) ? number : undefined
}

/**
 * Baseline of exactly this key, else of the feature it belongs to; absent where nobody has said.
 */
function baselineOf(feature, key) {
  const status = feature?.status.by_compat_key?.[key] ?? feature?.status
  if (status === undefined) return {}
  const date = status.baseline_low_date?.replace('≤', '')
  return {
    baseline: status.baseline === false ? 'limited' : status.baseline,
    ...(date === undefined ? {} : { baseline_date: date, baseline_year: Number(date.slice(0, 4)) }),
  }
}

/** Neither package exports its package.json, but it lies beside the data. */
function versionBeside(dataFile) {
  return JSON.parse(readFileSync(join(dirname(dataFile), 'package.json'), 'utf8')).version
}
