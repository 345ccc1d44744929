/**
 * Where the tests of this folder run in Node: in one thread, in memory, out of the source. In a
 * page it is `page-place.ts`.
 */
import { type Client, open } from 'seekling/engine'

/** An instance nothing else knows. */
export const openFresh = (): Promise<Client> => open({ storage: 'memory' })
