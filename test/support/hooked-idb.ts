/**
 * A fake-indexeddb that does something before each request: makes it slow, or makes it fail.
 */
import { IDBFactory } from 'fake-indexeddb'

const requests = ['get', 'getAll', 'getAllKeys', 'count', 'put', 'delete', 'clear'] as const

/** Called before each request on its store; what it throws, the request throws. */
export type RequestHook = (store: IDBObjectStore, method: string) => void

/** The factory; every database it opens is handed to `opened`. */
export function hookedIdb(hook: RequestHook, opened: (database: IDBDatabase) => void = () => {}): IDBFactory {
  const factory = new IDBFactory()
  const open = factory.open.bind(factory)
  factory.open = (name, version) => {
    const request = open(name, version)
    request.addEventListener('success', () => {
      hookDatabase(request.result, hook)
      opened(request.result)
    })
    return request
  }
  return factory
}

function hookDatabase(database: IDBDatabase, hook: RequestHook): void {
  const begin = database.transaction.bind(database)
  database.transaction = (...args) => {
    const transaction = begin(...args)
    const storeOf = transaction.objectStore.bind(transaction)
    const stores = new Map<string, IDBObjectStore>()
    transaction.objectStore = (name) => {
      const store = stores.get(name) ?? hooked(storeOf(name), hook)
      stores.set(name, store)
      return store
    }
    return transaction
  }
}

function hooked(store: IDBObjectStore, hook: RequestHook): IDBObjectStore {
  return new Proxy(store, {
    get(target, property) {
      const value = Reflect.get(target, property)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if ((requests as readonly unknown[]).includes(property)) hook(target, property as string)
        return value.apply(target, args)
      }
    },
  })
}

/**
 * A hook for a slow disk: before a request, as many others as `turns` says have to be answered.
 */
export const slowDisk =
  (turns: () => number): RequestHook =>
  (store) => {
    for (let n = turns(); n > 0; n--) store.count()
  }
