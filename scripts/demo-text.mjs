/**
 * Words of the demo's documents: markup to plain text, dotted paths to names and to readable words.
 * Pure.
 */

const entities = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'", '&nbsp;': ' ' }

/** Names longer than this are sentences: they stay in the description. */
const maxNameLength = 72

/** The little HTML and Markdown the sources use, as text. */
export function plainText(markup) {
  return markup
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/\[([^\]]+)\]\(https?:[^)]*\)/g, '$1')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/&(?:lt|gt|amp|quot|nbsp|#39);/g, (entity) => entities[entity])
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * What people call the feature: its short description if it has one, else the last part of the path
 * as one would write it in code. An element is called `dialog`, not `<dialog>`: the angle brackets
 * would be part of the word, and nobody types them.
 */
export function nameOf(path, described) {
  if (described !== '' && described.length <= maxNameLength) return described
  const last = path[path.length - 1]
  if (last.startsWith('@@')) return `[Symbol.${last.slice(2)}]`
  return last.replace(/_(parameter|property|event)$/, ' $1')
}

/**
 * `['api', 'EventTarget', 'addEventListener']` to `event target add event listener`;
 * `['css', 'properties', 'gap']` to `gap`. Outside of `api` the second part only sorts (properties,
 * elements, headers), so it would be noise in every document. A constructor's name is not said
 * twice.
 */
export function wordsOf(path) {
  const named = namedParts(path)
  const said = named.filter((part, i) => part !== named[i - 1])
  return said.flatMap((part) => splitWords(part)).join(' ')
}

/**
 * How many names deep a feature lies: 1 for an interface, a property or an element, 2 for what
 * belongs to one.
 */
export function depthOf(path) {
  return namedParts(path).length
}

function namedParts(path) {
  return path.slice(path[0] === 'api' || path.length === 2 ? 1 : 2)
}

/**
 * Cuts at everything that is no letter or digit and where the case changes: `CSSMathSum` to
 * `css math sum`.
 */
function splitWords(identifier) {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase())
}
