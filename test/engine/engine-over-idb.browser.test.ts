import { IdbStore } from '../../src/engine/store/idb-store.ts'
import { describeSameStore } from '../support/same-store.ts'

describeSameStore("a browser's IndexedDB", () => {
  const name = `same-${crypto.randomUUID()}`
  return { open: () => new IdbStore({ name }) }
})
