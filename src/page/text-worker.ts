/**
 * Starts a worker from the text of its script; the build of the package alone uses it
 * (vite.lib.config.ts). A page whose policy asks for Trusted Types allows the policy `seekling`,
 * and in any policy `worker-src` has to allow `blob:`.
 */

/** What TypeScript's DOM does not know yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string }
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined
/** Of the one script there is, for all workers: a URL holds its text until the page is gone. */
let url: Promise<string> | undefined

/** `packed`: the script, deflated, in base64. Every app has it, and few ever start it. */
export async function startText(packed: string): Promise<Worker> {
  const script = await (url ??= urlOf(packed))
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('seekling', { createScriptURL: (own) => own })
  return new Worker(policy?.createScriptURL(script) ?? script, { type: 'module' })
}

async function urlOf(packed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0))
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  const script = new Blob([await new Response(text).arrayBuffer()], { type: 'text/javascript' })
  return URL.createObjectURL(script)
}
