/**
 * Values that no caller should pass and some will: by mistake, from a form, from a file, or to see
 * what happens.
 */

const circle: Record<string, unknown> = {}
circle.self = circle

let deepList: unknown = 1
let deepObject: unknown = 1
for (let i = 0; i < 20_000; i++) {
  deepList = [deepList]
  deepObject = { a: deepObject }
}

const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error('a getter of the caller')
    },
    ownKeys: () => {
      throw new Error('keys of the caller')
    },
  },
)
const revoked = Proxy.revocable({}, {})
revoked.revoke()

/** Made anew for each use where a call may change or read it. */
export const odd: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => 0,
  () => -1,
  () => 1.5,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 2 ** 53,
  () => 10n,
  () => true,
  () => '',
  () => 'a',
  () => 'films',
  () => '\ud800',
  () => '__proto__',
  () => 'constructor',
  () => '*'.repeat(5000),
  () => 'x'.repeat(70_000),
  () => Symbol('caller'),
  () => () => 1,
  () => [],
  () => [null],
  () => [undefined],
  () => [[[[1]]]],
  () => new Array(3),
  () => [Symbol('caller')],
  () => [10n],
  () => ({}),
  () => Object.create(null),
  () => ({ toString: null, valueOf: null }),
  () => ({
    toString: () => {
      throw new Error('a text of the caller')
    },
  }),
  () => ({
    toJSON: () => {
      throw new Error('a JSON of the caller')
    },
  }),
  () => ({ length: 2 ** 32 }),
  () => new Date(Number.NaN),
  () => new Map([['a', 1]]),
  () => new Uint8Array([0xff, 0xfe]),
  () => new ArrayBuffer(8),
  () => new Blob(['{']),
  () => /(a+)+$/,
  () => Promise.resolve(1),
  () => circle,
  () => [circle],
  () => deepList,
  () => deepObject,
  () => throwing,
  () => [throwing],
  () => revoked.proxy,
  () => new Proxy([], { get: (target, key) => (key === 'length' ? 2 ** 32 : Reflect.get(target, key)) }),
  () => new Error('of the caller'),
]

/** Every name a parameter, option or setting has, and some that none has. */
const names = [
  'q',
  'offset',
  'limit',
  'page',
  'hitsPerPage',
  'filter',
  'facets',
  'sort',
  'distinct',
  'attributesToRetrieve',
  'attributesToCrop',
  'attributesToHighlight',
  'attributesToSearchOn',
  'cropLength',
  'cropMarker',
  'highlightPreTag',
  'highlightPostTag',
  'showMatchesPosition',
  'showRankingScore',
  'showRankingScoreDetails',
  'rankingScoreThreshold',
  'matchingStrategy',
  'locales',
  'showFormattedParts',
  'indexUid',
  'federationOptions',
  'queries',
  'federation',
  'facetsByIndex',
  'mergeFacets',
  'weight',
  'facetName',
  'facetQuery',
  'ids',
  'fields',
  'updateIds',
  'statuses',
  'types',
  'indexUids',
  'canceled',
  'canceledBy',
  'beforeEnqueuedAt',
  'afterFinishedAt',
  'from',
  'reverse',
  'details',
  'originalFilter',
  'timeOutMs',
  'signal',
  'throwOnFailure',
  'primaryKey',
  'format',
  'csvDelimiter',
  'skipCreation',
  'uid',
  'indexes',
  'rename',
  'sizes',
  'asUpdate',
  'synonyms',
  'stopWords',
  'dictionary',
  'separatorTokens',
  'nonSeparatorTokens',
  'typoTolerance',
  'pagination',
  'faceting',
  'rankingRules',
  'searchableAttributes',
  'displayedAttributes',
  'filterableAttributes',
  'sortableAttributes',
  'distinctAttribute',
  'localizedAttributes',
  'searchCutoffMs',
  'proximityPrecision',
  'minWordSizeForTypos',
  'disableOnWords',
  'sortFacetValuesBy',
  'maxTotalHits',
  'attributePatterns',
  'features',
  '__proto__',
  'constructor',
  'then',
  'body',
  'ok',
] as const

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]

/**
 * An odd value, alone or as a member of plain objects and lists with the names that are looked for.
 * `random` is from 0 to 1.
 */
export function hostileValue(random: () => number, depth = 0): unknown {
  const kind = random()
  if (depth === 3 || kind < 0.4) return pick(random, odd)()
  const members = Array.from({ length: Math.floor(random() * 4) }, () => hostileValue(random, depth + 1))
  if (kind < 0.6) return members
  return Object.fromEntries(members.map((member) => [pick(random, names), member]))
}
