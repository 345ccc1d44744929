/** A shop: products are made and indexed on the first visit, then searched as one types. */
import { type Client, type FacetDistribution, type Hit, type OffsetResponse, open } from 'seekling'
import { byId, el, setText } from '../dom.ts'
import { describeError } from '../errors.ts'
import { count, milliseconds } from '../format.ts'
import { withMarks } from '../highlight.ts'
import { Measurements } from '../median.ts'
import { applyStoredTheme } from '../theme.ts'
import { type Choices, facetNames, filterOf, noChoices } from './choices.ts'
import { Facets } from './facets.ts'
import { pictureOf } from './picture.ts'
import { makeProducts, type Product } from './products.ts'

const productCount = 1200
const pageSize = 24

applyStoredTheme()
start().catch((error: unknown) => setText(byId('shop-said'), describeError(error).message))

async function start(): Promise<void> {
  const client = await open({ name: 'shop' })
  await stock(client)
  const shop = new Shop(client)
  await shop.ask()
}

/** Fills the shelves where they are not full. */
async function stock(client: Client): Promise<void> {
  const index = client.index<Product>('products')
  const there = await index.getStats().catch(() => null)
  if (there?.numberOfDocuments === productCount) return
  setText(byId('shop-said'), 'The products are made and indexed …')
  await index.updateSettings({
    searchableAttributes: ['name', 'kind', 'maker', 'description'],
    filterableAttributes: [...facetNames, 'price', 'rating', 'inStock'],
    sortableAttributes: ['price', 'rating', 'added'],
    rankingRules: ['words', 'typo', 'sort', 'proximity', 'attributeRank', 'exactness'],
    pagination: { maxTotalHits: 5000 },
    synonyms: { sofa: ['cushion'], carpet: ['rug'], light: ['lamp'] },
  })
  await index.deleteAllDocuments()
  const { updateId } = await index.addDocuments(makeProducts(productCount))
  await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
}

class Shop {
  readonly #client: Client
  readonly #q = byId<HTMLInputElement>('shop-q')
  readonly #sort = byId<HTMLSelectElement>('shop-sort')
  readonly #more = byId<HTMLButtonElement>('shop-more')
  readonly #facets: Facets
  readonly #times = new Measurements({ fewest: 5, most: 25 })
  #choices: Choices = noChoices
  #shown = pageSize
  #running: AbortController | undefined

  constructor(client: Client) {
    this.#client = client
    this.#facets = new Facets((choices) => {
      this.#choices = choices
      this.#again()
    })
    this.#q.addEventListener('input', () => this.#again())
    this.#sort.addEventListener('change', () => this.#again())
    this.#more.addEventListener('click', () => {
      this.#shown += pageSize
      void this.ask()
    })
  }

  #again(): void {
    this.#shown = pageSize
    void this.ask()
  }

  async ask(): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const before = performance.now()
    try {
      const { results } = await this.#client.multiSearch<Product>(this.#queries(), { signal: running.signal })
      if (running.signal.aborted) return
      this.#times.note(performance.now() - before)
      const [hits, ...counted] = results as readonly OffsetResponse<Product>[]
      if (hits === undefined) return
      this.#show(hits)
      const counts = Object.assign({}, ...[hits, ...counted].map((answer) => answer.facetDistribution))
      this.#facets.show(counts as FacetDistribution, counted.at(-1)?.facetStats ?? {})
    } catch (error) {
      if (!running.signal.aborted) setText(byId('shop-said'), describeError(error).message)
    }
  }

  /** The products; narrowed facets counted without their own choice; prices without a range. */
  #queries() {
    const query = { indexUid: 'products', q: this.#q.value }
    const narrowed = facetNames.filter((name) => this.#choices.facets[name].length > 0)
    const sort = this.#sort.value === '' ? {} : { sort: [this.#sort.value] }
    const unpriced = { ...this.#choices, price: noChoices.price }
    return [
      {
        ...query,
        ...sort,
        limit: this.#shown,
        filter: filterOf(this.#choices),
        facets: [...facetNames],
        showFormattedParts: true,
        attributesToHighlight: ['name'],
      },
      ...narrowed.map((name) => ({ ...query, limit: 0, filter: filterOf(this.#choices, name), facets: [name] })),
      { ...query, limit: 0, filter: filterOf(unpriced), facets: ['price'] },
    ]
  }

  #show({ hits, estimatedTotalHits }: OffsetResponse<Product>): void {
    byId('shop-hits').replaceChildren(...hits.map(card))
    const left = estimatedTotalHits - hits.length
    this.#more.hidden = left <= 0
    setText(this.#more, `Show ${Math.min(pageSize, left)} more of ${count(left)}`)
    const { median } = this.#times
    const takes =
      median === undefined ? '' : ` · median ${milliseconds(median)} of ${this.#times.values.length} searches`
    setText(
      byId('shop-said'),
      `${count(estimatedTotalHits)} ${estimatedTotalHits === 1 ? 'product' : 'products'}${takes}`,
    )
  }
}

function card(hit: Hit<Product>): HTMLElement {
  return el(
    'li',
    { class: hit.inStock ? 'shop-card' : 'shop-card sold' },
    pictureOf(hit),
    el('h2', {}, ...withMarks(hit._formattedParts?.name ?? [{ text: hit.name, isMatch: false }])),
    el('p', { class: 'shop-maker' }, hit.maker),
    el('p', { class: 'shop-foot' }, el('b', {}, `€ ${count(hit.price)}`), el('span', {}, `${hit.rating} of 5 stars`)),
    !hit.inStock && el('p', { class: 'shop-maker' }, 'Sold out'),
  )
}
