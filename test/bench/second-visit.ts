/**
 * A second visit: from the first line of the page's script to the first hit, with everything
 * already stored.
 */
const startedAt = performance.now()

import { open } from 'seekling'

const parameters = new URLSearchParams(location.search)
const client = await open({ name: parameters.get('name') ?? '' })
const openedAt = performance.now()
const index = client.index(parameters.get('index') ?? 'features')
const { hits } = await index.search(parameters.get('q') ?? 'grid')
const firstHitAt = performance.now()
if (hits.length === 0 && parameters.get('name') !== 'glosses-0') throw new Error('The second visit found nothing.')
Object.assign(window, {
  visit: { open: openedAt - startedAt, firstHit: firstHitAt - startedAt, fromNavigation: firstHitAt },
})
// What its workers have in memory may be looked at.
if (!parameters.has('index')) await client.close()
