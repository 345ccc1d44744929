import { IdbStore } from '../../../src/engine/store/idb-store.ts'
import { describeStoreLaws } from './store-laws.ts'

describeStoreLaws('the IndexedDB store in a browser', {
  fresh() {
    const name = `laws-${crypto.randomUUID()}`
    return { open: () => new IdbStore({ name }) }
  },
})
