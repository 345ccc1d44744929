/** Files written ahead of the record that names them: adopted only if they are still there. */
import { expect, test } from 'vitest'
import { Staging } from '../../../src/engine/dump/staging.ts'
import { bucketsOf } from '../../../src/engine/store/files.ts'
import { sweepGarbage } from '../../../src/engine/store/garbage.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { pageRange } from '../../../src/engine/store/schema.ts'

async function staged() {
  const store = new MemoryStore()
  const staging = new Staging(store, 'relaxed')
  const growing = await staging.grow()
  await growing.append(new Uint8Array(1000))
  const { file } = await growing.finish()
  const adopt = () =>
    store.write(['meta', ...bucketsOf([file])], 'relaxed', (transaction) => staging.adopt(transaction, [file]))
  return { store, file, adopt }
}

test('what was written ahead is taken off the garbage list by who names it', async () => {
  const { store, adopt } = await staged()
  await adopt()
  await sweepGarbage(store, () => true)
  expect(await store.read(['pages1'], (transaction) => transaction.count('pages1'))).toBe(1)
})

test('what another tab has swept, or is just sweeping, is adopted by nobody', async () => {
  const swept = await staged()
  await sweepGarbage(swept.store, () => true)
  await expect(swept.adopt()).rejects.toMatchObject({ code: 'io_error' })
  const { store, file, adopt } = await staged()
  // A sweep deletes the pages before it shortens the list.
  await store.write([...bucketsOf([file])], 'relaxed', (transaction) =>
    transaction.delete([...bucketsOf([file])][0], pageRange(file)),
  )
  await expect(adopt()).rejects.toMatchObject({ code: 'io_error' })
})
