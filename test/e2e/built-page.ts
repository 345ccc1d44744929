/**
 * A page of the end-to-end tests, built from source as an app would be, and a Chromium whose
 * profile outlives it.
 */
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium } from 'playwright-core'
import { build } from 'vite'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { publicNames } from '../../vite.config.ts'

const executablePath = process.env.SEEKLING_CHROMIUM ?? '/usr/bin/chromium'

/** Builds the page of the folder `page` beside this file into `outDir`. */
export async function buildPage(page: 'kill' | 'tabs', outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL(page, import.meta.url)),
    base: './',
    logLevel: 'warn',
    resolve: { alias: publicNames },
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022' },
  })
}

/** `profile`: a folder; opened again, the browser has what it stored before. */
export const openBrowser = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, { executablePath, headless: true, args: [...chromiumFlags] })
