import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { describeStoreLaws } from './store-laws.ts'

describeStoreLaws('the memory store', {
  fresh() {
    const disk = new MemoryDisk()
    return { open: () => new MemoryStore(disk) }
  },
})
