/**
 * The sites whose images are attached: attaching, filling and detaching them, and canceling each of
 * these. Law: while the root is fetched no lock is held.
 */
import type { Attached, AttachId, AttachOptions } from '../../shared/dump.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { type DumpParts, transferring } from '../dump/dump-parts.ts'
import type { FrozenTurns } from '../dump/frozen-turns.ts'
import type { Replaced } from '../dump/replace-instance.ts'
import { dateText } from '../store/clock.ts'
import type { Manifest } from '../store/schema.ts'
import type { SiteParts } from '../store/site-pages.ts'
import { adoptBuild, attachedFrom, detach, type PutEdits, readManifests } from './attach.ts'
import { type FillPace, fillFrom } from './fill.ts'
import { type CheckedAttach, checkAttachOptions, checkFolder, choose } from './image-options.ts'
import { fetchNewTables } from './kept-pages.ts'
import { fetchRoot, type SiteRoot } from './site-root.ts'
import { wholeFiles } from './stored-pages.ts'

/**
 * Runs `fill` while no other tab fills from the folder, so that no chunk is fetched by two. Rejects
 * once the signal is aborted, and as `fill` does.
 */
export type FillTurn = (folder: string, signal: AbortSignal, fill: () => Promise<void>) => Promise<void>

export const noOtherTabs: FillTurn = (_, __, fill) => fill()

/** How the engine runs work while no update runs, and announces its changes. */
export interface SitesHost {
  readonly parts: DumpParts
  readonly site: SiteParts
  readonly turns: FrozenTurns
  readonly fillTurn: FillTurn
  readonly putEdits: PutEdits | undefined
  askToStepAside(): Promise<void>
  announce(replaced: Replaced): void
}

export class AttachedSites {
  readonly #host: SitesHost
  readonly #attaching = new Map<AttachId, AbortController>()
  /** By folder, the controller of the work that fetches ahead. */
  readonly #filling = new Map<string, AbortController>()

  readonly #renewing = new Map<string, Promise<Attached | null>>()

  constructor(host: SitesHost) {
    this.#host = host
  }

  get isIdle(): boolean {
    return this.#attaching.size + this.#filling.size + this.#renewing.size === 0
  }

  /** Returns null, and has changed nothing, where only an engine with `putEdits` can do it. */
  async attach(folder: string, options: AttachOptions, id: AttachId): Promise<Attached | null> {
    const checked = checkAttachOptions(options)
    checkFolder(folder)
    const stop = new AbortController()
    this.#attaching.set(id, stop)
    let filled: Promise<void> | undefined
    try {
      const attached = await this.#attach(folder, checked, stop.signal)
      if (attached && checked.fill !== 'used') filled = this.#fill(folder, checked.fill, stop, attached.changed)
      return attached
    } finally {
      // While pages are fetched ahead, that can be canceled.
      const forget = () => this.#attaching.delete(id)
      if (filled === undefined) forget()
      else filled.then(forget, forget)
    }
  }

  /**
   * Attaches the newest build of the same indexes as before; calls at the same time share one run.
   */
  renew(folder: string): Promise<Attached | null> {
    const running = this.#renewing.get(folder)
    if (running) return running
    const renewed = this.#renew(folder)
    this.#renewing.set(folder, renewed)
    const settled = () => this.#renewing.delete(folder)
    renewed.then(settled, settled)
    return renewed
  }

  drop(id: AttachId): void {
    this.#attaching.get(id)?.abort(new SeeklingError('bad_request', 'The snapshot was given up.'))
  }

  async detach(folder: string): Promise<void> {
    checkFolder(folder)
    this.#filling.get(folder)?.abort()
    const { parts, turns, askToStepAside, announce } = this.#host
    const gone = await turns.run(askToStepAside, () => detach(parts, folder))
    announce({ manifests: [], gone, enqueued: [], canceled: [] })
  }

  close(): void {
    for (const stop of [...this.#attaching.values(), ...this.#filling.values()]) stop.abort()
  }

  /** `renews`: the indexes are those that were attached before, as far as there still are such. */
  async #attach(folder: string, options: CheckedAttach, signal: AbortSignal, renews = false): Promise<Attached | null> {
    const { parts, site, turns, putEdits, askToStepAside, announce } = this.#host
    const before = attachedFrom(await readManifests(parts.store), folder)
    let root: SiteRoot
    try {
      root = await fetchRoot(folder, site, dateText(parts.clock.now()), signal)
    } catch (thrown) {
      // Where the site cannot be reached, its attached build stays in use.
      const kept = stillAttached(before, options)
      if (kept && thrown instanceof SeeklingError && thrown.code === 'snapshot_unavailable') return kept
      throw thrown
    }
    const offered = new Set(root.manifests.map(({ uid }) => uid))
    // Indexes that were chosen by name are missed; of all, the site has given some up.
    const gone = before.filter((manifest) => hasOwnName(manifest) && !offered.has(manifest.uid))
    const dropped = new Set(gone.map(({ uid }) => uid))
    if (options.indexes !== null && !renews) dropped.clear()
    const wanted = options.indexes && new Set([...options.indexes].filter((uid) => !renews || offered.has(uid)))
    const chosen = choose(root.manifests, { indexes: wanted }, 'the snapshot')
    const indexes = chosen.map(({ uid }) => uid)
    const isNew = (manifests: readonly Manifest[]) =>
      !hasBuild(manifests, indexes, folder, root.build) ||
      attachedFrom(manifests, folder).some(({ uid }) => dropped.has(uid))
    const unchanged = { build: root.build, indexes, changed: false }
    if (!isNew(before)) return unchanged
    await fetchNewTables(parts.store, folder, wholeFiles(before), root.files)
    const replaced = await turns.run(askToStepAside, async () => {
      signal.throwIfAborted()
      // Another tab may have been faster.
      if (!isNew(await readManifests(parts.store))) return 'unchanged'
      return adoptBuild(parts, { folder, root, chosen, dropped, replace: options.replace }, putEdits)
    })
    if (replaced === 'unchanged') return unchanged
    if (replaced === null) {
      // The work under way would fetch the older build.
      this.#filling.get(folder)?.abort()
      return null
    }
    announce(replaced)
    return { ...unchanged, changed: true }
  }

  async #renew(folder: string): Promise<Attached | null> {
    checkFolder(folder)
    const before = attachedFrom(await readManifests(this.#host.parts.store), folder)
    const indexes = new Set(before.map(({ uid }) => uid))
    return this.#attach(folder, { indexes, replace: false, fill: 'used' }, new AbortController().signal, true)
  }

  /** Work that fills already goes on, unless it fetches another build. */
  #fill(folder: string, pace: FillPace, stop: AbortController, changed: boolean): Promise<void> | undefined {
    if (this.#filling.has(folder) && !changed) return undefined
    this.#filling.get(folder)?.abort()
    this.#filling.set(folder, stop)
    const { parts, fillTurn } = this.#host
    const fill = () =>
      transferring(parts, { type: 'snapshot-fill' }, async (work) => {
        stop.signal.addEventListener('abort', () => work.interrupt('closed'))
        if (stop.signal.aborted) work.interrupt('closed')
        await fillFrom(parts.store, folder, pace, work)
      })
    const filled = fillTurn(folder, stop.signal, fill)
    const settled = () => {
      if (this.#filling.get(folder) === stop) this.#filling.delete(folder)
    }
    // Pages that did not come are fetched when a search needs them, and that search reports the
    // error.
    filled.then(settled, settled)
    return filled
  }
}

/** The chosen indexes as they are attached; null unless all of them are. */
function stillAttached(before: readonly Manifest[], { indexes }: CheckedAttach): Attached | null {
  const there = indexes === null ? before : before.filter(({ uid }) => indexes.has(uid))
  const build = there[0]?.origin?.site?.build
  if (build === undefined || (indexes !== null && there.length < indexes.size)) return null
  return { build, indexes: there.map(({ uid }) => uid), changed: false }
}

/** One that was renamed here is no index of the site's any more. */
const hasOwnName = ({ uid, origin }: Manifest): boolean => (origin?.site?.uid ?? uid) === uid

const hasBuild = (manifests: readonly Manifest[], uids: readonly string[], folder: string, build: string): boolean => {
  const current = new Set(
    attachedFrom(manifests, folder)
      .filter(({ origin }) => origin?.site?.build === build)
      .map(({ uid }) => uid),
  )
  return uids.every((uid) => current.has(uid))
}
