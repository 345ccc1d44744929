/**
 * The checks of import-table.test.ts on made-up files: what they must find, and what they must
 * leave alone.
 */
import { describe, expect, test } from 'vitest'
import { factsOf } from './module-facts.ts'
import { pathsNamedIn } from './named-paths.ts'
import { importCycle, violations } from './rules.ts'

/** Files from their paths and code; a doc comment is put before code that has none. */
const project = (sources: Record<string, string>) =>
  Object.entries(sources).map(([path, code]) => ({
    path,
    ...factsOf(path, code.startsWith('/*') ? code : `/** A file. */\n${code}`),
  }))

describe('imports', () => {
  const others = {
    'src/shared/errors.ts': '',
    'src/core/bytes/page.ts': '',
    'src/core/query/plan/parse.ts': '',
    'src/engine/queue.ts': '',
    'src/engine/store/idb-store.ts': '',
    'src/page/client.ts': '',
    'src/worker/entry.ts': '',
    'src/index.ts': '',
    'demo/list.ts': '',
  }

  test.each([
    ['src/core/text/words.ts', `import { a } from '../bytes/page.ts'\nimport { b } from '../../shared/errors.ts'`],
    ['src/engine/loop.ts', `import { a } from '../core/query/plan/parse.ts'\nimport { b } from './queue.ts'`],
    ['src/worker/roles.ts', `import { a } from '../engine/queue.ts'\nimport { wrap } from 'comlink'`],
    [
      'src/page/open.ts',
      `import { wrap } from 'comlink'\nnew Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module' })`,
    ],
    ['src/shared/wire.ts', `import { wrap } from 'comlink'\nimport { b } from './errors.ts'`],
    ['src/engine/store/idb-store.ts', `import { openDB } from 'idb'`],
    ['src/in-thread-engines.ts', `export { a } from './page/client.ts'\nexport { b } from './worker/entry.ts'`],
    ['demo/main.ts', `import { open } from 'seekling'\nimport { a } from './list.ts'\nimport './main.css'`],
  ])('%s may import what the table allows', (path, code) => {
    expect(violations(project({ ...others, [path]: code }))).toEqual([])
  })

  test.each([
    [
      'src/shared/words.ts',
      `import { a } from '../core/bytes/page.ts'`,
      'src/shared/ may not import src/core/bytes/page.ts',
    ],
    [
      'src/core/text/words.ts',
      `import type { A } from '../query/plan/parse.ts'`,
      'src/core/text/ may not import src/core/query/plan/parse.ts',
    ],
    [
      'src/core/text/words.ts',
      `export * from '../../engine/queue.ts'`,
      'src/core/text/ may not import src/engine/queue.ts',
    ],
    [
      'src/core/text/words.ts',
      `type A = import('../../engine/queue.ts').A`,
      'src/core/text/ may not import src/engine/queue.ts',
    ],
    ['src/engine/loop.ts', `export { a } from '../page/client.ts'`, 'src/engine/ may not import src/page/client.ts'],
    [
      'src/worker/roles.ts',
      `import { a } from '../core/bytes/page.ts'`,
      'src/worker/ may not import src/core/bytes/page.ts',
    ],
    [
      'src/page/open.ts',
      `const a = await import('../engine/queue.ts')`,
      'src/page/ may not import src/engine/queue.ts',
    ],
    ['src/page/open.ts', 'const a = await import(`../engine/${name}.ts`)', 'it may not import the package (computed)'],
    ['src/index.ts', `export { a } from './engine/queue.ts'`, 'src/index.ts may not import src/engine/queue.ts'],
    ['src/engine/loop.ts', `import { openDB } from 'idb'`, 'it may not import the package idb'],
    ['src/engine/store/idb-connection.ts', `import { openDB } from 'idb'`, 'it may not import the package idb'],
    ['src/engine/loop.ts', `import { wrap } from 'comlink'`, 'it may not import the package comlink'],
    ['src/shared/words.ts', `import { wrap } from 'comlink'`, 'it may not import the package comlink'],
    ['src/page/open.ts', `import { readFile } from 'node:fs'`, 'it may not import the package node:fs'],
    ['demo/main.ts', `import { a } from '../src/page/client.ts'`, 'demo/ may not import src/page/client.ts'],
    [
      'src/engine/loop.ts',
      `import { a } from './queue'`,
      'there is no ./queue (imports name files, with their ending)',
    ],
    ['src/tools/x.ts', ``, 'this folder is not in the import table'],
    ['src/core/tools/x.ts', ``, 'this folder is not in the import table'],
    ['src/page/open.ts', `/* A plain comment. */`, 'it does not open with a doc comment'],
  ])('%s may not hold: %s', (path, code, sentence) => {
    expect(violations(project({ ...others, [path]: code }))).toEqual([`${path}: ${sentence}`])
  })
})

describe('names from outside', () => {
  const found = (path: string, code: string) =>
    violations(project({ [path]: code })).map((text) => /it uses (.*);/.exec(text)?.[1])

  test.each([
    ['Date.now()', ['Date.now']],
    ['new Date()', ['Date()']],
    ['Math.random()', ['Math.random']],
    [`Math['random']()`, ['Math.random']],
    ['const f = () => performance.now()', ['performance']],
    ['crypto.randomUUID()', ['crypto']],
    ['indexedDB.open("x")', ['indexedDB']],
    ['globalThis.indexedDB', ['globalThis']],
    ['postMessage(1)', ['postMessage']],
    ['document.title', ['document']],
    ['typeof window', ['window']],
    ['self.onmessage = () => {}', ['self']],
    ['setTimeout(() => {}, 1)', ['setTimeout']],
    ['console.log(1)', ['console']],
    ['const a = { document }', ['document']],
    ['const a = { [window.b]: 1 }', ['window']],
    ['function f(a = navigator) {}', ['navigator']],
    ['{ const document = 1 }\ndocument', ['document']],
    ['const f = (document: string) => document\nf(document)', ['document']],
    ['class A extends Worker {}', ['Worker']],
    ['(window as A)\ntype A = 1', ['window']],
    ['eval("1")', ['eval']],
    ['let a: Worker', ['Worker']],
    ['type A = { b: HTMLElement[] }', ['HTMLElement']],
    ['function f(a: typeof document) {}', ['document']],
  ])('core may not use: %s', (code, names) => {
    expect(found('src/core/text/words.ts', code)).toEqual(names)
  })

  test.each([
    'for (const document of [1]) document',
    'function f({ document, a: { window = 1 } = {} }: Record<string, number>, ...rest: readonly string[]) { return [document, window, rest] }',
    'const a = { document: 1, window() {} }\na.document\na?.window',
    'interface A { document: string; window(name: string): void; [self: string]: unknown }',
    'type A<T> = { readonly [K in keyof T]?: T[K] extends (infer U)[] ? U : never }',
    'class A<T> { #performance = 1; static self: number = 2; document(a: T): a is T { return this.#performance > 0 } }',
    'self: for (;;) { break self }',
    'try { throw new Error("x") } catch (window) { window }',
    'new Date(5).getTime() + Date.parse("2020") + Math.floor(1.5)',
    'const encoder = new TextEncoder()\nconst f = function self(): void { self() }',
    'export { document } from "../bytes/page.ts"'.replace('../bytes/page.ts', './words.ts'),
    'import { document as window } from "./words.ts"\nwindow as unknown',
    'switch (1) { case 1: { const self = 1; self } }',
    'const [window, { b: document } = { b: 1 }] = [1]\ndocument + window',
    'new Map<string, Uint8Array>()\nconst x = { length: 1 } satisfies ArrayLike<number>',
    'function f(...args: number[]): void { void arguments; void args; void undefined }',
    'export const at = <const T,>(a: T) => a',
    'type F = (document: string) => asserts document is "x"',
    'type G = [self: string, window?: number]',
    'const t = String.raw`${1}`',
  ])('core may use: %s', (code) => {
    expect(violations(project({ 'src/core/text/words.ts': code, 'src/core/bytes/page.ts': '' }))).toEqual([])
  })

  test.each([
    ['src/engine/loop.ts', 'indexedDB', ['indexedDB']],
    ['src/engine/loop.ts', 'let a: IDBDatabase', ['IDBDatabase']],
    ['src/engine/loop.ts', 'navigator.locks', ['navigator']],
    ['src/engine/loop.ts', 'Date.now()', ['Date.now']],
    ['src/engine/loop.ts', 'setTimeout(() => {}, 1)', []],
    ['src/engine/store/idb-store.ts', 'indexedDB as IDBFactory', []],
    ['src/engine/store/idb-store.ts', 'document.title', ['document']],
    ['src/engine/store/idb-connection.ts', 'let a: IDBDatabase', []],
    ['src/worker/entry.ts', 'self.postMessage(navigator.locks)', []],
    ['src/worker/entry.ts', 'document.title', ['document']],
    ['src/worker/entry.ts', 'self.indexedDB', ['self.indexedDB']],
    ['src/page/open.ts', 'document.title\nlet a: IDBFactory', []],
    ['src/page/open.ts', 'indexedDB.open("x")', ['indexedDB']],
    ['src/shared/words.ts', 'let a: Blob', []],
    ['src/shared/words.ts', 'new Blob([])', ['Blob']],
  ])('%s and `%s`', (path, code, names) => {
    expect(found(path, code)).toEqual(names)
  })
})

describe('circles', () => {
  test('a circle over three files is found, types included', () => {
    const files = project({
      'src/page/a.ts': `import { b } from './b.ts'`,
      'src/page/b.ts': `export { c } from './c.ts'`,
      'src/page/c.ts': `import type { B } from './b.ts'`,
    })
    expect(importCycle(files)).toEqual(['src/page/b.ts', 'src/page/c.ts', 'src/page/b.ts'])
  })

  test('two ways to one file are no circle', () => {
    const files = project({
      'src/page/a.ts': `import './b.ts'\nimport './c.ts'`,
      'src/page/b.ts': `import './c.ts'`,
      'src/page/c.ts': '',
    })
    expect(importCycle(files)).toBeNull()
  })
})

describe('paths in Markdown', () => {
  test.each([
    ['see `src/core/bytes/page.ts`.', ['src/core/bytes/page.ts']],
    ['`core/bytes/` and `engine/{queue,loop}.ts`', ['core/bytes/', 'engine/queue.ts', 'engine/loop.ts']],
    ['[the map](ARCHITECTURE.md#flows) and [out](https://example.org/a.html)', ['ARCHITECTURE.md']],
    ['```\nsrc/page/open.ts   opens\n  see index.ts\n```\n', ['src/page/open.ts', 'index.ts']],
    ['`*.test.ts`, `test/**/*.e2e.test.ts`, `updates/<type>.ts`', []],
    ['`application/json`, `seekling/worker`, `@mdn/browser-compat-data`, `min/gzip`, `dist/index.js`', []],
    ['plain src/core/a.ts is not code', []],
    ["```js\nimport { a } from './search-worker.js'\n```\n`new URL('../x.js', import.meta.url)`", []],
    ['[the map](./ARCHITECTURE.md), `.ci/run`', ['.ci/run', 'ARCHITECTURE.md']],
  ])('%s', (markdown, paths) => {
    expect(pathsNamedIn(markdown)).toEqual(paths)
  })
})
