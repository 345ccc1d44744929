/**
 * What the plugins use of Vite, by its shape: Vite 5 to 8 have it, so that one declaration serves
 * the plugins of all, and no version of Vite is needed to read it.
 */

export interface ViteConfig {
  /** Absolute. */
  readonly root: string
  /** Begins and ends with a slash; `./` or empty for a site that lies anywhere; or a URL. */
  readonly base: string
  readonly command: 'build' | 'serve'
  readonly appType: 'spa' | 'mpa' | 'custom'
  readonly cacheDir: string
  /** Absolute; empty for none. */
  readonly publicDir: string
  readonly build: { readonly outDir: string; readonly ssr: boolean | string }
  readonly logger: {
    info(text: string): void
    warn(text: string): void
    error(text: string): void
  }
}

/** Of Node's own, so that the declarations need no types of Node. */
export interface Request {
  readonly url?: string | undefined
  readonly method?: string | undefined
}

export interface Response {
  writeHead(status: number, headers?: Record<string, string>): Response
  end(body?: Uint8Array | string): unknown
}

type Middleware = (request: Request, response: Response, next: () => void) => void

export interface ViteServer {
  readonly middlewares: { use(middleware: Middleware): unknown }
  readonly watcher: { on(event: 'all', heard: (event: string, file: string) => void): unknown }
  readonly ws: { send(event: string, payload?: unknown): void }
  readonly resolvedUrls: { readonly local: readonly string[]; readonly network: readonly string[] } | null
  transformIndexHtml(url: string, html: string): Promise<string>
}

export interface HtmlTag {
  readonly tag: string
  readonly attrs: Record<string, string>
  readonly injectTo: 'head'
}

/** A plugin as `plugins` of a Vite configuration takes it. */
export interface VitePlugin {
  readonly name: string
  readonly enforce?: 'pre' | 'post'
  configResolved?(config: ViteConfig): void
  configureServer?(server: ViteServer): void
  resolveId?(source: string): string | { readonly id: string; readonly external: true } | undefined
  load?(id: string): string | undefined
  transformIndexHtml?: {
    readonly order: 'post'
    handler(html: string, page: { readonly path: string }): HtmlTag[]
  }
  writeBundle?(): void
  closeBundle?: { readonly sequential: true; readonly order: 'post'; handler(): Promise<void> }
}
