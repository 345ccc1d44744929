/**
 * The folder that `seekling build` wrote, as the boxes of a page see it: the engine is loaded and
 * the index attached when the first of them asks, once for all. Some seconds after the last box is
 * gone the client is closed.
 */
import type { Attached, Client, Fill } from '../index.ts'
import { closestLanguage } from './languages.ts'
import { attempt } from './recent.ts'

/** What site.json says: the index of each language, and the filters there are. */
export interface Description {
  readonly languages: Readonly<Record<string, { readonly index: string }>>
  readonly default: string
  readonly facets: readonly string[]
}

/** An index that can be searched. */
export interface Connection {
  readonly client: Client
  readonly indexUid: string
  readonly facets: readonly string[]
  /** Takes over the newest build. Rejects as `attachSnapshot` does. */
  readonly refresh: () => Promise<void>
}

/** How long the client outlives its last box: a router may put it back. */
const lingerMs = 10_000
/** After so long, one who opens the box again has the site asked for a newer build. */
const staleMs = 300_000

/** The bundler, or the browser, finds the engine's page entry beside this script. */
const loadEngine = () => import('../index.ts')

interface Attachment {
  readonly attached: Promise<Attached>
  readonly since: number
  readonly fill: Fill
}

export class Site {
  readonly #folder: string
  #client: Promise<Client> | undefined
  #description: Promise<Description | undefined> | undefined
  /** By index; '' for all there are, of a folder without site.json. */
  readonly #attachments = new Map<string, Attachment>()
  #holders = 0
  #closing: ReturnType<typeof setTimeout> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Returns how to let go. */
  hold(): () => void {
    clearTimeout(this.#closing)
    this.#holders++
    return () => {
      if (--this.#holders === 0) this.#closing = setTimeout(() => this.#close(), lingerMs)
    }
  }

  /** The index for a language. Rejects with what went wrong; another call tries again. */
  async connect(lang: string, fill: Fill): Promise<Connection> {
    const [client, description] = await Promise.all([this.#open(), this.#describe()])
    const chosen = description && indexFor(description, lang)
    const attached = await this.#attach(client, chosen, fill)
    const indexUid = chosen ?? attached.indexes[0]
    if (indexUid === undefined) throw new Error(`The snapshot at ${this.#folder} has no index.`)
    return {
      client,
      indexUid,
      facets: description?.facets ?? [],
      refresh: async () => {
        this.#attachments.delete(chosen ?? '')
        await this.#attach(client, chosen, fill)
      },
    }
  }

  /** Takes over the newest build now, where there is one. Boxes hear of it by its version. */
  async renew(): Promise<void> {
    const client = await this.#client
    if (client === undefined) return
    this.#description = undefined
    const before = [...this.#attachments]
    this.#attachments.clear()
    await Promise.all(before.map(([index, { fill }]) => this.#attach(client, index || undefined, fill)))
  }

  #open(): Promise<Client> {
    const opened = (this.#client ??= loadEngine().then(({ open }) => open({ name: instanceName(this.#folder) })))
    opened.catch(() => {
      if (this.#client === opened) this.#client = undefined
    })
    return opened
  }

  async #attach(client: Client, index: string | undefined, fill: Fill): Promise<Attached> {
    const key = index ?? ''
    const known = this.#attachments.get(key)
    if (known && Date.now() - known.since < staleMs) return known.attached
    const attached = client.attachSnapshot(this.#folder, { fill, ...(index === undefined ? {} : { indexes: [index] }) })
    const attachment = { attached, since: Date.now(), fill }
    this.#attachments.set(key, attachment)
    attached.catch(() => {
      if (this.#attachments.get(key) === attachment) this.#attachments.delete(key)
    })
    // What is attached already is searched meanwhile; a newer build announces itself.
    return known?.attached ?? attached
  }

  /** From the network; where there is none, as it was on the last visit. */
  #describe(): Promise<Description | undefined> {
    const key = `seekling-search:site:${this.#folder}`
    const fetched = (this.#description ??= (async () => {
      const stored = attempt(() => localStorage.getItem(key))
      const url = new URL('site.json', this.#folder)
      const response = await fetch(url, { credentials: 'omit', cache: 'no-cache' }).catch(() => undefined)
      // A folder of exportSnapshotFiles has no such file: its first index is searched.
      if (response?.status === 404) return undefined
      const text = response?.ok ? await response.text() : stored
      const description = readDescription(text ?? '')
      if (response?.ok && description) attempt(() => localStorage.setItem(key, text ?? ''))
      if (!description)
        console.warn(`<seekling-search>: ${url.href} is not there, or not what \`seekling build\` writes.`)
      return description
    })())
    fetched.then((description) => {
      if (description === undefined && this.#description === fetched) this.#description = undefined
    })
    return fetched
  }

  #close(): void {
    const client = this.#client
    this.#client = undefined
    this.#attachments.clear()
    client?.then((opened) => opened.close()).catch(() => {})
  }
}

const sites = new Map<string, Site>()

/** One for each folder of the page. `folder` is an absolute URL that ends in a slash. */
export function siteAt(folder: string): Site {
  const site = sites.get(folder) ?? new Site(folder)
  sites.set(folder, site)
  return site
}

/** Sites that share an origin have instances of their own. */
export function instanceName(folder: string, origin: string = globalThis.location?.origin ?? ''): string {
  const url = new URL(folder)
  return `site:${url.origin === origin ? '' : url.origin}${url.pathname}`
}

export function indexFor({ languages, default: usual }: Description, lang: string): string | undefined {
  const name = closestLanguage(lang, Object.keys(languages)) ?? usual
  return (languages[name] ?? Object.values(languages)[0])?.index
}

/** undefined for a text that is no description of this format. */
export function readDescription(text: string): Description | undefined {
  const given = attempt(() => JSON.parse(text))
  if (given?.format !== 1 || typeof given.languages !== 'object' || given.languages === null) return undefined
  const languages = Object.entries<{ index?: unknown } | null>(given.languages).flatMap(([lang, value]) =>
    typeof value?.index === 'string' ? [[lang, { index: value.index }] as const] : [],
  )
  const facets = Array.isArray(given.facets) ? given.facets.filter((facet: unknown) => typeof facet === 'string') : []
  return { languages: Object.fromEntries(languages), default: String(given.default ?? ''), facets }
}
