/** The page's part in dumps: hands the calls to the dump role. Loaded with the queue's code, since a page that only searches needs none of it. */
import type { DumpStatus } from '../shared/dump.ts'
import type { Engines } from './engines.ts'

export class DumpClient {
  readonly #engines: Engines

  constructor(engines: Engines) {
    this.#engines = engines
  }

  async createDump(): Promise<DumpStatus> {
    return (await this.#engines.dump()).createDump()
  }

  async getDumpStatus(uid: string): Promise<DumpStatus> {
    return (await this.#engines.dump()).getDumpStatus(uid)
  }

  async getDumps(): Promise<readonly DumpStatus[]> {
    return (await this.#engines.dump()).getDumps()
  }

  async getDump(uid: string): Promise<Blob> {
    return (await this.#engines.dump()).getDump(uid)
  }

  async deleteDump(uid: string): Promise<void> {
    return (await this.#engines.dump()).deleteDump(uid)
  }
}
