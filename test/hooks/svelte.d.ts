/** What Vite's plugin in vitest.config.ts makes of a component. */
declare module '*.svelte' {
  import type { Component } from 'svelte'
  import type { ClientStore } from '../../src/svelte/entry.ts'

  const component: Component<{ client: ClientStore }>
  export default component
}
