import { IdbStore } from '../../../src/engine/store/idb-store.ts'
import { describeStandstill } from './standstill-laws.ts'
import { describeStoreLaws } from './store-laws.ts'

describeStoreLaws('the IndexedDB store in a browser', {
  fresh() {
    const name = `laws-${crypto.randomUUID()}`
    return { open: () => new IdbStore({ name }) }
  },
})

describeStandstill('while another tab is in the way, in a browser', true, () => ({
  factory: indexedDB,
  name: `still-${crypto.randomUUID()}`,
}))
