/** A bit of everything: every type of update, one that fails among them. */
import type { TestEngine } from './test-engine.ts'

export async function sendAll(db: TestEngine): Promise<void> {
  await db.add('a', [
    { id: 1, title: 'Solaris' },
    { id: 2, title: 'Amarcord' },
    { id: 1, title: 'Solaris again' },
  ])
  await db.add(
    'a',
    [
      { id: 2, year: 1973 },
      { id: 3, title: 'Stalker' },
    ],
    { type: 'DocumentsPartial' },
  )
  await db.add('a', [{ id: 4 }, { title: 'no id' }])
  await db.send({
    type: 'Settings',
    indexUid: 'a',
    settings: { sortableAttributes: ['year'], searchableAttributes: ['title'] },
  })
  await db.send({ type: 'DocumentsDeletion', indexUid: 'a', ids: [1, 99] })
  await db.send({ type: 'IndexCreation', indexUid: 'b', primaryKey: null })
  await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }] })
  await db.send({ type: 'IndexUpdate', indexUid: 'b', newUid: 'c' })
  await db.add('a', [{ id: 7, title: 'Nostalgia' }])
  await db.send({ type: 'ClearAll', indexUid: 'a' })
  await db.send({ type: 'IndexDeletion', indexUid: 'a' })
}
