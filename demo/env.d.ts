/** Set by vite.config.ts: whether the demo runs as built, with its service worker beside it. */
declare const BUILT_DEMO: boolean
