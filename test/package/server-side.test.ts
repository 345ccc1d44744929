/**
 * Importing the package where there is no browser, as a server does when it renders a page: nothing
 * of the browser may be looked at.
 */
import { spawnSync } from 'node:child_process'
import { afterAll, expect, test } from 'vitest'
import { packApp } from './packed-app.ts'

const app = packApp()
afterAll(() => app.remove())

const trap = `
const names = ['window', 'self', 'document', 'navigator', 'location', 'localStorage', 'Worker', 'SharedWorker', 'indexedDB', 'IDBKeyRange',
  'BroadcastChannel', 'MessageChannel', 'postMessage', 'addEventListener', 'fetch', 'caches']
for (const name of names) {
  Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error('touched ' + name) } })
}
`

const importInNode = (entry: string) => {
  const file = app.write(
    'server.mjs',
    `${trap}\nconst entry = await import('${entry}')\nconsole.log(Object.keys(entry).join())\n`,
  )
  return spawnSync(process.execPath, [file], { encoding: 'utf8' })
}

test.each([
  ['seekling', 'open'],
  ['seekling/engine', 'open'],
  ['seekling/search-box', 'SeeklingSearch'],
])('importing %s in Node touches no global of a browser', (entry, name) => {
  const { status, stdout, stderr } = importInNode(entry)
  expect(status, stderr).toBe(0)
  expect(stdout).toContain(name)
})

test('the trap works: a module that looks at the document is caught', () => {
  app.write(
    'node_modules/curious/package.json',
    JSON.stringify({ name: 'curious', type: 'module', exports: './index.js' }),
  )
  app.write('node_modules/curious/index.js', `export const touch = typeof document`)
  expect(importInNode('curious').stderr).toContain('touched document')
})
