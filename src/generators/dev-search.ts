/**
 * The search of a site that is being written: made of the pages as they are rendered now, when it
 * is first asked for, and again soon after each change. Laws: one build at a time; nothing is
 * rendered before somebody searches; what was built stays until the next build is whole.
 */
import { join } from 'node:path'
import { SeeklingError } from '../shared/errors.ts'
import { buildSite, type SiteBuild } from '../site/build-site.ts'
import type { SiteOptions } from '../site/options.ts'
import { type RenderedPage, writePages } from './rendered-folder.ts'

export interface DevSearchParts {
  /** For the plugin alone. */
  readonly folder: string
  readonly options: SiteOptions
  readonly render: () => Promise<Iterable<RenderedPage>>
  readonly onBuilt: (built: SiteBuild) => void
  /** Hears why a build failed. */
  readonly onFailed: (error: SeeklingError) => void
}

/** Editors write several files at once, and some write one in several steps. */
const restMs = 150

export class DevSearch {
  /** What pages attach. */
  readonly output: string
  readonly #parts: DevSearchParts
  #first: Promise<void> | undefined
  #running: Promise<void> = Promise.resolve()
  #waiting: ReturnType<typeof setTimeout> | undefined

  constructor(parts: DevSearchParts) {
    this.#parts = parts
    this.output = join(parts.folder, 'index')
  }

  /** Settles when there is something to search. Rejects with why the first build failed. */
  ready(): Promise<void> {
    this.#first ??= this.#build().catch((thrown) => {
      // The next one who asks tries again.
      this.#first = undefined
      throw thrown
    })
    return this.#first
  }

  /** A page may be another one now. */
  changed(): void {
    if (this.#first === undefined) return
    clearTimeout(this.#waiting)
    this.#waiting = setTimeout(() => void this.#build().catch(() => {}), restMs)
    this.#waiting.unref()
  }

  #build(): Promise<void> {
    const { folder, options, render, onBuilt, onFailed } = this.#parts
    const pages = join(folder, 'pages')
    const build = async () => {
      writePages(pages, await render())
      onBuilt(await buildSite({ ...options, folder: pages, output: this.output, scripts: false }))
    }
    const built = this.#running.then(build)
    this.#running = built.catch((thrown) => onFailed(SeeklingError.from(thrown)))
    return built
  }
}
