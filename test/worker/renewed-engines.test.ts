/**
 * Engines that are dropped in the middle of a call, because their database is gone: they reject it
 * as closed, and the caller, whose client is not closed, must not hear of that.
 */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import { closedError } from '../../src/engine/store/storage-errors.ts'
import type { UpdateApi } from '../../src/shared/engine-api.ts'
import { type Engines, RenewedEngines } from '../../src/worker/renewed-engines.ts'

/** The first engines reject every call as closed once they are dropped; later ones answer. */
function engines() {
  const dropped: (() => void)[] = []
  let made = 0
  const renewed = new RenewedEngines(
    async (onReplaced): Promise<Engines> => {
      const nth = ++made
      const gone = new Promise<void>((resolve) => dropped.push(resolve))
      const answer = async () => {
        if (nth > 1) return nth
        onReplaced('first')
        await gone
        throw closedError()
      }
      const api = { isIdle: answer, beginPayload: async () => 7, finishPayload: answer }
      const stop = async () => dropped[nth - 1]?.()
      return { store: new MemoryStore(), update: api as unknown as UpdateApi, stop }
    },
    () => {},
  )
  return renewed
}

test('runs a call again that the dropped engines rejected as closed', async () => {
  const renewed = engines()
  const { update } = await renewed.begin()
  expect(await renewed.role('update', update as UpdateApi).isIdle()).toBe(2)
})

test('rejects what goes on with an earlier call as replaced, not as closed', async () => {
  const renewed = engines()
  const api = renewed.role('update', (await renewed.begin()).update as UpdateApi)
  const payload = await api.beginPayload({} as never)
  await expect(api.finishPayload(payload)).rejects.toMatchObject({ code: 'database_replaced' })
})

test('rejects calls as closed once the client is closed', async () => {
  const renewed = engines()
  const api = renewed.role('update', (await renewed.begin()).update as UpdateApi)
  const asked = api.isIdle()
  await renewed.close()
  await expect(asked).rejects.toMatchObject({ code: 'client_closed' })
})
