/**
 * Where the tests of this folder run in Chromium: over workers and IndexedDB, out of the package
 * that was built.
 */
import { type Client, open } from 'seekling'

/** An instance nothing else knows. */
export const openFresh = (): Promise<Client> => open({ name: `official-${Math.random()}` })
