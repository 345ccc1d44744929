/** What a customer has narrowed the shop to, as a value, and as filters for the engine. Pure. */

export const facetNames = ['kind', 'colour', 'material', 'maker'] as const
export type FacetName = (typeof facetNames)[number]

export interface Choices {
  readonly facets: Readonly<Record<FacetName, readonly string[]>>
  readonly price: { readonly from: number | null; readonly to: number | null }
  readonly fewestStars: number
  readonly inStock: boolean
}

export const noChoices: Choices = {
  facets: { kind: [], colour: [], material: [], maker: [] },
  price: { from: null, to: null },
  fewestStars: 0,
  inStock: false,
}

/** `without`: the facet that is left out, to count what its other values would bring. */
export function filterOf({ facets, price, fewestStars, inStock }: Choices, without?: FacetName): string[] {
  const quoted = (text: string) => JSON.stringify(text)
  return [
    ...facetNames
      .filter((name) => name !== without && facets[name].length > 0)
      .map((name) => `${name} IN [${facets[name].map(quoted).join(', ')}]`),
    ...(price.from === null ? [] : [`price >= ${price.from}`]),
    ...(price.to === null ? [] : [`price <= ${price.to}`]),
    ...(fewestStars > 0 ? [`rating >= ${fewestStars}`] : []),
    ...(inStock ? ['inStock = true'] : []),
  ]
}

export function toggled(choices: Choices, name: FacetName, value: string): Choices {
  const chosen = choices.facets[name]
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]
  return { ...choices, facets: { ...choices.facets, [name]: next } }
}
