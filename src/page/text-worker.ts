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
let url: string | undefined

export function startText(script: string): Worker {
  url ??= URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('seekling', { createScriptURL: (own) => own })
  return new Worker(policy?.createScriptURL(url) ?? url, { type: 'module' })
}
