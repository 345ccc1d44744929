/**
 * What the browser says of the storage of this origin. Some browsers lack a part of it, some refuse
 * it, and none may keep a caller waiting: values that do not come in time count as unknown.
 */
import type { StorageUse } from '../shared/engine-api.ts'

/** Counting may take long on a busy disk; statistics do not wait for it. */
const answersWithinMs = 1_000

export async function storageUse(): Promise<StorageUse> {
  const [estimate, persisted] = await Promise.all([
    answered((storage) => storage.estimate()),
    answered((storage) => storage.persisted()),
  ])
  return { usage: estimate?.usage ?? null, quota: estimate?.quota ?? null, persisted: persisted ?? false }
}

/** Undefined where there is no such method, or it throws, rejects, or does not settle in time. */
async function answered<T>(ask: (storage: StorageManager) => Promise<T>): Promise<T | undefined> {
  let giveUp = (): void => {}
  const late = new Promise<undefined>((resolve) => {
    giveUp = () => resolve(undefined)
  })
  const timer = setTimeout(giveUp, answersWithinMs)
  try {
    return await Promise.race([ask(navigator.storage), late])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
