/**
 * A folder of a site on disk, made of texts, with what builds it and searches it as a page does.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Client, open } from '../../src/in-thread.ts'
import { buildSite, type SiteBuild, type SiteOptions } from '../../src/site/entry.ts'
import { serveSite } from '../../src/site/serve.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

export class SiteFolder {
  readonly place = mkdtempSync(join(tmpdir(), 'seekling-site-'))
  readonly folder = join(this.place, 'site')
  readonly #servers: Server[] = []
  readonly #clients: Client[] = []

  constructor(files: Files = {}) {
    mkdirSync(this.folder)
    this.write(files)
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
  }

  delete(path: string): void {
    rmSync(join(this.folder, path), { recursive: true })
  }

  /** Without the scripts, which are there only where the package was built. */
  build(options: SiteOptions = {}): Promise<SiteBuild> {
    return buildSite({ folder: this.folder, scripts: false, cache: join(this.place, 'cache'), ...options })
  }

  /** Every file that the build wrote, by its path. */
  written(output = 'seekling'): Map<string, Buffer> {
    const root = join(this.folder, output)
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
    const files = paths.filter((path) => statSync(join(root, path)).isFile()).sort()
    return new Map(files.map((path) => [path, readFileSync(join(root, path))]))
  }

  siteJson(): unknown {
    return JSON.parse(this.written().get('site.json')?.toString() ?? 'null')
  }

  /** A client of a page that has attached the folder, over http. */
  async attached(output = 'seekling'): Promise<Client> {
    const { server, url } = await serveSite(this.folder, '/', 0)
    this.#servers.push(server)
    const client = await open({ storage: 'memory' })
    this.#clients.push(client)
    await client.attachSnapshot(`${url}${output}/`, { fill: 'used' })
    return client
  }

  async remove(): Promise<void> {
    for (const client of this.#clients) await client.close()
    for (const server of this.#servers) {
      server.closeAllConnections()
      server.close()
    }
    rmSync(this.place, { recursive: true, force: true })
  }
}

/** A page as generators write them. */
export const htmlPage = (title: string, body: string, { lang = 'en', head = '' } = {}): string =>
  `<!doctype html><html${lang ? ` lang="${lang}"` : ''}><head><meta charset="utf-8"><title>${title} | Site</title>${head}</head>` +
  `<body><nav>menu navigation</nav><main><h1>${title}</h1>${body}</main><footer>imprint</footer></body></html>`
