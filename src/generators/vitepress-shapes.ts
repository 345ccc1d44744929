/** What is used of VitePress, by its shape: 1.x has it. */

export interface VitePressSite {
  readonly lang: string
  readonly base: string
  readonly locales: Readonly<Record<string, { readonly lang?: string }>>
}

export interface DynamicRoute {
  /** Of the page, from `srcDir`. */
  readonly path: string
  /** Of the file that makes it, with names in `[ ]`. */
  readonly route: string
  readonly content?: string
}

export interface VitePressConfig {
  readonly srcDir: string
  readonly outDir: string
  readonly site: VitePressSite
  /** From `srcDir`, those of dynamic routes too. */
  readonly pages: readonly string[]
  readonly dynamicRoutes: readonly DynamicRoute[] | { readonly routes: readonly DynamicRoute[] }
  readonly rewrites: { readonly map: Readonly<Record<string, string | undefined>> }
  readonly cleanUrls: boolean
  readonly markdown?: unknown
  readonly logger: {
    info(text: string): void
    warn(text: string): void
    error(text: string): void
  }
  buildEnd?: ((config: VitePressConfig) => unknown) | undefined
}

/** What `createMarkdownRenderer` makes; newer ones render only asynchronously. */
export interface MarkdownRenderer {
  render(text: string, environment: object): string
  renderAsync?(text: string, environment: object): Promise<string>
}
