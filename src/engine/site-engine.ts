/**
 * Attaches sites: part of the search role, because it is all that most visitors need beside
 * searching, and of the dump role, which alone can put local edits on top of a newer build. It
 * holds the writer lock while it takes a build over, and none while it fetches.
 */
import type { Attached, AttachId, AttachOptions, SiteApi } from '../shared/dump.ts'
import { announceReplaced, type DumpParts } from './dump/dump-parts.ts'
import { askToStepAside } from './dump/dump-records.ts'
import { FrozenTurns } from './dump/frozen-turns.ts'
import type { PutEdits } from './image/attach.ts'
import { AttachedSites, type FillTurn, noOtherTabs } from './image/attached-sites.ts'
import type { WriterOptions } from './loop/writer-options.ts'
import { fenced } from './store/fenced-store.ts'
import { openFormat } from './store/format.ts'
import { hostSite, type SiteParts } from './store/site-pages.ts'
import { closedError } from './store/storage-errors.ts'
import { messagePause } from './work/message-pause.ts'
import { hostSleep } from './work/retry.ts'

export interface SiteOptions extends WriterOptions {
  /** How sites are reached. Default: by the host's `fetch`. */
  readonly site?: SiteParts | undefined
  /** Default: as if there were no other tab. */
  readonly fillTurn?: FillTurn | undefined
}

export class SiteEngine implements SiteApi {
  readonly #parts: DumpParts
  readonly #closing = new AbortController()
  readonly #turns: FrozenTurns
  readonly #sites: AttachedSites
  #format: Promise<void> | undefined

  /**
   * Without `putEdits`, a newer build of an index that was written to here is left to an engine
   * that has it.
   */
  constructor(options: SiteOptions, putEdits?: PutEdits) {
    this.#parts = partsOf(options, this.#closing.signal)
    this.#turns = new FrozenTurns(this.#parts)
    this.#sites = new AttachedSites({
      parts: this.#parts,
      site: options.site ?? hostSite,
      turns: this.#turns,
      fillTurn: options.fillTurn ?? noOtherTabs,
      putEdits,
      askToStepAside: () => this.#parts.store.write(['meta'], this.#parts.durability, askToStepAside),
      announce: (replaced) => announceReplaced(this.#parts.announcer, replaced),
    })
  }

  async attachSnapshot(folder: string, options: AttachOptions, id: AttachId): Promise<Attached | null> {
    await this.#ready()
    return this.#sites.attach(folder, options, id)
  }

  async renewSnapshot(folder: string): Promise<Attached | null> {
    await this.#ready()
    return this.#sites.renew(folder)
  }

  async dropAttach(id: AttachId): Promise<void> {
    this.#sites.drop(id)
  }

  async detachSnapshot(folder: string): Promise<void> {
    await this.#ready()
    return this.#sites.detach(folder)
  }

  async isIdle(): Promise<boolean> {
    return this.#turns.isIdle() && this.#sites.isIdle
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#sites.close()
    await this.#turns.drained()
  }

  /** A role that only reads has not checked the stored format yet. */
  async #ready(): Promise<void> {
    if (this.#closing.signal.aborted) throw closedError()
    this.#format ??= openFormat(this.#parts.store)
    await this.#format.catch((thrown) => {
      this.#format = undefined
      throw thrown
    })
  }
}

/** The options, with the host's own parts for those not given. */
export const partsOf = (options: WriterOptions, closing: AbortSignal): DumpParts => {
  const { clock = Date, sleep = hostSleep, durability = 'relaxed', yield: pause = messagePause() } = options
  return { ...options, store: fenced(options.store), clock, sleep, durability, pause, closing }
}
