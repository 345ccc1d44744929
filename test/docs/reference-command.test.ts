/**
 * docs/reference/command.md against the command: the flags of its own help, in its order, with what
 * they take and do; and the exit codes.
 */
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { helpText } from '../../src/site/flags.ts'
import { runCommand } from '../../src/site/run-command.ts'
import { htmlPage, SiteFolder } from '../support/site-folder.ts'
import { read } from './examples/files.ts'

const page = read('docs/reference/command.md')

/** What both say, without marks of code. */
const said = (text: string): string => text.replaceAll('`', '')

test('the flags are those of the help', () => {
  const inHelp = [...helpText().matchAll(/^ {2}(--\S+(?: [A-Z]+)?) {2,}(.*)$/gm)].map(([, flag, help]) => [flag, help])
  const onPage = [...page.matchAll(/^\| `(--.*?)` \| (.*) \|$/gm)].map(([, flag, help]) => [flag, said(help)])
  expect(inHelp.length).toBeGreaterThan(15)
  expect(onPage.map(([flag]) => flag)).toEqual(inHelp.map(([flag]) => flag))
  for (const [at, [flag, help]] of inHelp.entries()) {
    const written = onPage[at][1].replace(/; (may be given )?several times$/, '')
    if (flag === '--help') continue
    expect(written, flag).toBe(flag === '--urls STYLE' ? `how pages are linked: ${help}` : help)
  }
})

const sites: SiteFolder[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.remove()
})

async function exitCode(files: Record<string, string>, ...flags: string[]): Promise<number> {
  const site = new SiteFolder(files)
  sites.push(site)
  site.write({ 'seekling.config.mjs': 'export default { scripts: false, cache: false }' })
  const terminal = { out: () => {}, err: () => {}, isTerminal: false }
  const config = join(site.folder, 'seekling.config.mjs')
  return runCommand(['build', site.folder, '--config', config, ...flags], terminal)
}

test('the exit codes are those of the table', async () => {
  const codes = [...page.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code))
  expect(codes).toEqual([0, 1])
  const fine = { 'a.html': htmlPage('A', '<h2 id="s">Harbour</h2>') }
  const doubled = { 'a.html': htmlPage('A', '<h2 id="x">X</h2><h2 id="x">Y</h2>') }
  expect(await exitCode(fine)).toBe(0)
  expect(await exitCode(doubled)).toBe(0)
  expect(await exitCode(doubled, '--strict')).toBe(1)
  expect(await exitCode({ 'a.txt': 'no page' })).toBe(1)
  expect(await exitCode(fine, '--bass', '/docs/')).toBe(1)
})
