/**
 * The hosts that the package is tried in by `npm run test:hosts`: what is installed, written and
 * run for each. Versions are those that were tried; a newer one is a change of this file.
 */
import { hostMain, hostPage, hostProgram } from './host-pages.mjs'

/**
 * @typedef {object} Host
 * @property {string} name As the table calls it.
 * @property {string[]} install Packages beside this one, with their versions.
 * @property {Record<string, string>} files By path.
 * @property {string[][]} [build] Commands, of node_modules/.bin.
 * @property {string} [folder] What is then served. Default the project.
 * @property {(port: number) => string[]} [server] Instead of a folder: the command that serves.
 * @property {Record<string, string>} [headers] Sent with the page and all its files.
 * @property {boolean} [isElsewhere] The package is served from another origin.
 * @property {RegExp} [expected] What the console may say: the page's own try that a host refuses.
 */

const ownScripts = './node_modules/seekling/dist/index.js'
const plain = { 'index.html': hostPage('./main.js'), 'main.js': hostMain(ownScripts) }
const bundled = { 'index.html': hostPage('./main.js'), 'main.js': hostMain('seekling') }
/** The page beside what a bundler writes, which knows no HTML. */
const beside = { ...bundled, 'dist/index.html': hostPage('./main.js') }
const strict = `default-src 'none'; script-src 'self'; worker-src 'self'`
/** @type {readonly Host[]} */
export const hosts = [
  { name: 'static host, no bundler', install: [], files: plain },
  {
    name: "CSP `script-src 'self'; worker-src 'self'`",
    ...{ install: [], files: plain, headers: { 'content-security-policy': strict } },
  },
  {
    name: 'Trusted Types (policy `seekling` for what starts from memory)',
    ...{ install: [], files: plain },
    headers: {
      'content-security-policy': `default-src 'none'; script-src 'self'; worker-src 'self' blob:; require-trusted-types-for 'script'; trusted-types seekling`,
    },
    expected: /TrustedScriptURL/,
  },
  {
    name: 'another origin, such as a CDN',
    install: [],
    files: plain,
    isElsewhere: true,
  },
  ...[5, 8].map((major) => ({
    name: `Vite ${major}, build`,
    install: [`vite@${major}`],
    files: bundled,
    build: [['vite', 'build', '--target', 'es2022']],
    folder: 'dist',
  })),
  ...[5, 8].map((major) => ({
    name: `Vite ${major}, dev server`,
    ...{ install: [`vite@${major}`], files: bundled },
    server: (/** @type {number} */ port) => ['vite', '--port', `${port}`, '--strictPort'],
    ...(major < 8 ? { expected: /(404|504).*-worker/ } : {}),
  })),
  {
    name: 'webpack 5',
    ...{ install: ['webpack@5', 'webpack-cli@6'], files: beside, folder: 'dist' },
    build: [['webpack', '--mode', 'production', '--entry', './main.js', '--output-path', 'dist']],
  },
  {
    name: 'Rspack 1',
    ...{ install: ['@rspack/core@1', '@rspack/cli@1'], files: beside, folder: 'dist' },
    build: [['rspack', 'build', '--mode', 'production', '--entry', './main.js', '--output-path', 'dist']],
  },
  {
    name: 'Rollup 4',
    ...{
      install: ['rollup@4', '@rollup/plugin-node-resolve@16'],
      files: beside,
      folder: 'dist',
    },
    build: [['rollup', 'main.js', '-d', 'dist', '-f', 'es', '-p', 'node-resolve']],
  },
  {
    name: 'Rolldown 1',
    ...{ install: ['rolldown@1'], files: beside, folder: 'dist' },
    build: [['rolldown', 'main.js', '-d', 'dist']],
  },
  {
    name: 'esbuild 0.28, one file',
    ...{ install: ['esbuild@0.28'], files: beside, folder: 'dist' },
    build: [['esbuild', 'main.js', '--bundle', '--format=esm', '--outfile=dist/main.js']],
  },
  {
    name: 'esbuild 0.28, `--splitting`',
    ...{ install: ['esbuild@0.28'], files: beside, folder: 'dist' },
    build: [['esbuild', 'main.js', '--bundle', '--format=esm', '--splitting', '--minify', '--outdir=dist']],
  },
  {
    name: 'Parcel 2',
    ...{
      install: ['parcel@2'],
      files: { ...bundled, 'main.js': hostMain('seekling').replace('await run()', '(await run())') },
      folder: 'dist',
    },
    build: [['parcel', 'build', 'index.html', '--no-cache']],
  },
  {
    name: 'Next.js 16, build',
    ...{ install: ['next@16', 'react@19', 'react-dom@19'], files: nextFiles(), build: [['next', 'build']] },
    server: (port) => ['next', 'start', '-p', `${port}`],
  },
  {
    name: 'Next.js 16, dev server',
    ...{ install: ['next@16', 'react@19', 'react-dom@19'], files: nextFiles() },
    server: (port) => ['next', 'dev', '-p', `${port}`],
  },
  {
    name: 'SvelteKit 2',
    install: ['@sveltejs/kit@2', '@sveltejs/adapter-static@3', '@sveltejs/vite-plugin-svelte@7', 'svelte@5', 'vite@8'],
    files: {
      'svelte.config.js': `import adapter from '@sveltejs/adapter-static'\nexport default { kit: { adapter: adapter() } }\n`,
      'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite'\nexport default { plugins: [sveltekit()] }\n`,
      'src/app.html':
        '<!doctype html><html lang="en"><head><title>waiting</title>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
      'src/routes/+layout.js': 'export const prerender = true\n',
      'src/routes/+page.svelte': `<script>\n  import { onMount } from 'svelte'\n  import { run } from '../run.js'\n  onMount(async () => { document.title = await run() })\n</script>\n`,
      'src/run.js': hostProgram('seekling'),
    },
    ...{ build: [['vite', 'build']], folder: 'build' },
  },
  {
    name: 'Nuxt 4, dev server',
    ...{ install: ['nuxt@4'] },
    files: {
      'nuxt.config.js': 'export default { telemetry: false, app: { head: { title: "waiting" } } }\n',
      'app.vue': `<script setup>\nimport { onMounted } from 'vue'\nimport { run } from './run.js'\nonMounted(async () => { document.title = await run() })\n</script>\n<template><p>Films</p></template>\n`,
      'run.js': hostProgram('seekling'),
    },
    server: (port) => ['nuxt', 'dev', '--port', `${port}`],
    expected: /(404|504).*-worker/,
  },
]

function nextFiles() {
  return {
    'app/layout.jsx': `export const metadata = { title: 'waiting' }\nexport default function Layout({ children }) {\n  return <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>\n}\n`,
    'app/page.jsx': `'use client'\nimport { useEffect } from 'react'\nimport { run } from '../run.js'\nexport default function Page() {\n  useEffect(() => { run().then((title) => { document.title = title }) }, [])\n  return <p>Films</p>\n}\n`,
    'run.js': hostProgram('seekling'),
  }
}
