/** What is used of Astro and Starlight, by its shape: Astro 5 to 7 have it. */
import type { VitePlugin } from './vite-shapes.ts'

interface AstroLogger {
  info(text: string): void
  warn(text: string): void
  error(text: string): void
}

export interface AstroRoute {
  readonly type: string
  /** Absent where there are parameters in it. */
  readonly pathname?: string | undefined
}

interface AstroConfigUpdate {
  readonly vite: {
    readonly plugins: VitePlugin[]
    /** Astro renders the component, as it does the site's own. */
    readonly ssr: { readonly noExternal: string[] }
  }
}

/** An integration as `integrations` of an Astro configuration takes it. */
export interface AstroIntegration {
  readonly name: string
  readonly hooks: {
    'astro:config:setup'(setup: { command: string; updateConfig(update: AstroConfigUpdate): unknown }): void
    'astro:config:done'(done: { config: { readonly base: string } }): void
    'astro:routes:resolved'(resolved: { routes: readonly AstroRoute[] }): void
    'astro:build:done'(done: { dir: URL; logger: AstroLogger }): Promise<void>
  }
}

interface StarlightSetup {
  readonly config: { readonly components?: Readonly<Record<string, string>> | undefined }
  updateConfig(update: { pagefind: false; components: Record<string, string> }): void
  addIntegration(integration: AstroIntegration): void
}

/** A plugin as `plugins` of Starlight takes it. */
export interface StarlightPlugin {
  readonly name: string
  readonly hooks: { 'config:setup'(setup: StarlightSetup): void }
}
