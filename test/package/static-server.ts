/**
 * One folder as a static host serves it: files and their types, no rewriting; under a sub-path and
 * with a policy where a test says so.
 */
import { serveFiles } from '../../scripts/serve-files.mjs'

export interface StaticServer {
  /** Where the folder appears, without a slash at its end. */
  readonly url: string
  close(): Promise<void>
}

export interface StaticServerOptions {
  /** Such as `/docs`; default is the root. */
  readonly prefix?: string
  /** Sent with every answer. */
  readonly headers?: Record<string, string>
}

export async function serveFolder(
  folder: string,
  { prefix = '', headers = {} }: StaticServerOptions = {},
): Promise<StaticServer> {
  const { url, close } = await serveFiles({ [`${prefix}/`]: folder }, headers)
  return { url: `${url}${prefix}`, close }
}
