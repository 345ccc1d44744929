/** The page's part in dumps: hands the calls to the dump role. Loaded with the queue's code, since a page that only searches needs none of it. */
import type { DumpImport, DumpStatus } from '../shared/dump.ts'
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

  /** The updates that came with it wait in the queue now: they are run at once, here or wherever updates already run. */
  async importDump(dump: Blob): Promise<DumpImport> {
    const report = await (await this.#engines.dump()).importDump(dump)
    if (report.enqueuedUpdates > 0) await (await this.#engines.update()).resume()
    return report
  }
}
