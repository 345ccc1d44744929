import { IDBFactory as FakeFactory } from 'fake-indexeddb'
import { IdbStore } from '../../src/engine/store/idb-store.ts'
import { describeSameStore } from '../support/same-store.ts'

describeSameStore('fake-indexeddb', () => {
  const indexedDB = new FakeFactory()
  return { open: () => new IdbStore({ name: 'same', indexedDB }) }
})
