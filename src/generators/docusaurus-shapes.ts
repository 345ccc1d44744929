/** What is used of Docusaurus, by its shape: 3.x has it. */
import type { Request, Response } from './vite-shapes.ts'

/** A page of Markdown, whichever plugin has it. */
export interface DocusaurusPage {
  /** Of a file of the site it begins with `@site/`. */
  readonly source: string
  /** With the base of the site. */
  readonly permalink: string
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly unlisted?: boolean | undefined
}

/** What plugins have loaded, by their names and ids. */
export type DocusaurusContent = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

export interface DocusaurusContext {
  readonly siteDir: string
  readonly generatedFilesDir: string
  /** Of the locale: begins and ends with a slash. */
  readonly baseUrl: string
  readonly i18n: {
    readonly currentLocale: string
    readonly localeConfigs: Readonly<Record<string, { readonly htmlLang?: string } | undefined>>
  }
  readonly siteConfig: { readonly trailingSlash?: boolean | undefined }
}

/** Of webpack's. */
export interface DocusaurusDevServer {
  readonly app?: {
    use(middleware: (request: Request, response: Response, next: (error?: unknown) => void) => void): unknown
  }
  readonly webSocketServer?: { readonly clients: readonly unknown[] } | null
  sendMessage(clients: readonly unknown[], type: string): void
}

/** A plugin as `themes` of a Docusaurus configuration takes it. */
export interface DocusaurusPlugin {
  readonly name: string
  getThemePath(): string
  getClientModules(): string[]
  configureWebpack(
    config: unknown,
    isServer: boolean,
  ): { readonly devServer?: { setupMiddlewares(middlewares: unknown, server: DocusaurusDevServer): never[] } }
  allContentLoaded(loaded: { readonly allContent: DocusaurusContent }): void
  postBuild(built: { readonly outDir: string }): Promise<void>
}
