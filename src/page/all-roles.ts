/**
 * Starts the worker script that can take any role: for memory, which several workers could not
 * share, and in the place of a role's own script where that does not load. In the package the build
 * puts the text of the script in the place of its URL (`startText`), so that it starts from
 * wherever this module was loaded: no file beside it need be found, and no other origin be allowed.
 */
export const startAllRoles = (): Worker | Promise<Worker> =>
  new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module' })
