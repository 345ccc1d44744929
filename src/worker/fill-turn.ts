/** One tab at a time fetches ahead from a folder, under a Web Lock that is freed with its tab. */
import { type FillTurn, noOtherTabs } from '../engine/image/attached-sites.ts'
import { fillName } from '../shared/lock-names.ts'
import type { StartOptions } from '../shared/worker-control.ts'
import { webLocks } from './web-locks.ts'

export function fillTurnOf({ channel, storage }: StartOptions): FillTurn {
  const locks = storage === 'memory' ? undefined : webLocks()
  return locks ? (folder, signal, fill) => locks.request(fillName(channel, folder), { signal }, fill) : noOtherTabs
}
