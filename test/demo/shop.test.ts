/** The shop's products, and its filters as the engine reads them. */
import { open } from 'seekling/engine'
import { expect, test } from 'vitest'
import { facetNames, filterOf, noChoices, toggled } from '../../demo/shop/choices.ts'
import { makeProducts } from '../../demo/shop/products.ts'

test('the same products are made at every visit, each with all it needs', () => {
  const products = makeProducts(200)
  expect(makeProducts(200)).toEqual(products)
  for (const { price, rating, material } of products) {
    expect(price).toBeGreaterThan(0)
    expect(rating >= 1 && rating <= 5).toBe(true)
    expect(material).toBeTruthy()
  }
})

test('choices are a filter, in which a facet can be left out to count its other values', async () => {
  const choices = { ...toggled(toggled(noChoices, 'kind', 'Lamp'), 'maker', 'Harbour & Sons'), inStock: true }
  const chosen = { ...choices, price: { from: 50, to: null }, fewestStars: 3 }
  await using client = await open({ storage: 'memory' })
  const index = client.index('products')
  await index.updateSettings({ filterableAttributes: [...facetNames, 'price', 'rating', 'inStock'] })
  const products = makeProducts(300)
  const { updateId } = await index.addDocuments(products)
  await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
  const countOf = async (filter: string[]) => (await index.search('', { filter })).estimatedTotalHits
  const fits = products.filter(
    (one) => one.maker === 'Harbour & Sons' && one.inStock && one.price >= 50 && one.rating >= 3,
  )
  expect(await countOf(filterOf(chosen, 'kind'))).toBe(fits.length)
  expect(await countOf(filterOf(chosen))).toBe(fits.filter(({ kind }) => kind === 'Lamp').length)
  expect(toggled(toggled(noChoices, 'kind', 'Lamp'), 'kind', 'Lamp')).toEqual(noChoices)
})
