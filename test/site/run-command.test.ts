/** The command: what it prints, where, and the code it ends with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { runCommand } from '../../src/site/run-command.ts'
import { htmlPage, SiteFolder } from '../support/site-folder.ts'

const sites: SiteFolder[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.remove()
})

const site = (): SiteFolder => {
  const made = new SiteFolder({ 'a.html': htmlPage('A', '<h2 id="s">Harbour</h2><p>text</p>') })
  sites.push(made)
  // The scripts are there only where the package was built.
  writeFileSync(join(made.place, 'config.mjs'), `export default { scripts: false, cache: false }`)
  return made
}

async function run(...args: string[]) {
  let out = ''
  let err = ''
  const code = await runCommand(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTerminal: false,
  })
  return { code, out, err }
}

const build = (made: SiteFolder, ...flags: string[]) =>
  run('build', made.folder, '--config', join(made.place, 'config.mjs'), ...flags)

describe('a build', () => {
  test('prints what was found, and ends with 0', async () => {
    const { code, out, err } = await build(site())
    expect(code).toBe(0)
    expect(out).toMatch(
      /^1 page, 2 sections, \d+ words in en\n\d+ files, 0\.\d MB in .*seekling \(\d+ written, 0 removed\)\n/,
    )
    expect(err).toBe('')
  })

  test('prints warnings with file and line, and only --strict fails for them', async () => {
    const made = site()
    made.write({ 'b.html': '<html lang="en"><title>B</title>\n<main><h2 id="x">X</h2>\n<h2 id="x">Y</h2></main>' })
    const loose = await build(made, '--quiet')
    expect(loose).toMatchObject({ code: 0, out: '' })
    expect(loose.err).toBe('b.html:3: The id "x" is there twice, so links to it lead to the first.\n')
    const strict = await build(made, '--strict')
    expect(strict.code).toBe(1)
    expect(strict.err).toContain('1 warning, and --strict allows none.')
    expect(strict.out).toContain('2 pages')
  })

  test('prints some of the warnings that say the same, and how many more there are', async () => {
    const made = site()
    for (let i = 0; i < 9; i++)
      made.write({
        [`${i}.html`]: `<html lang="en"><title>B</title><main><h2 id="x">X</h2><h2 id="x">${i}</h2></main>`,
      })
    const { err } = await build(made)
    expect(err.split('\n').slice(4)).toEqual([
      '4.html:1: The id "x" is there twice, so links to it lead to the first.',
      '... and the same for 4 more.',
      '',
    ])
  })

  test('of nothing ends with 1, and says why', async () => {
    const made = site()
    const { code, out, err } = await build(made, '--exclude', '**')
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain(`There is no page to search in ${made.folder}.`)
  })

  test('takes flags over the configuration', async () => {
    const made = site()
    writeFileSync(
      join(made.place, 'config.mjs'),
      `export default { scripts: false, cache: false, base: '/config/', languages: { en: 'english' } }`,
    )
    await build(made, '--base', '/flag/')
    const files = made.written()
    expect(files.get('site.json')?.toString()).toContain('"english"')
    const { hits } = await (await made.attached()).index('english').search('harbour')
    expect(hits[0]).toMatchObject({ url: '/flag/a.html#s' })
  })
})

test.each([
  [['build', '--colour'], "Unknown option '--colour'"],
  [['build', 'a', 'b'], 'one folder can be built at a time'],
  [['serve'], 'there is no command "serve"'],
  [['build', '.', '--port', 'x'], '--port is a number'],
  [['build', '.', '--config', 'none.js'], 'it is not there'],
  [['build', '.', '--threads', 'many'], '`threads` is a number'],
  [['build', '.', '--base', 'docs'], '`base` begins with /'],
  [['build', './no-such-folder', '--no-cache'], 'is not there: build the site first'],
])('%j ends with 1 and says: %s', async (args, says) => {
  const { code, out, err } = await run(...args)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain(says)
  expect(err).not.toMatch(/\n\s+at /)
})

test.each([
  ['throw new Error("broken")', 'broken'],
  ['export default 3', 'it exports no object'],
  ['export default { nonsense: 1 }', 'there is no `nonsense`'],
  ['export default {', 'The configuration'],
])('a configuration such as %s ends with 1', async (text, says) => {
  const made = site()
  const file = join(made.place, 'bad.mjs')
  writeFileSync(file, text)
  const { code, err } = await run('build', made.folder, '--config', file)
  expect(code).toBe(1)
  expect(err).toContain(says)
})

test('--help tells every flag, and --version the version', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  for (const flag of ['--output', '--strict', '--serve', '--records']) expect(out).toContain(flag)
  expect((await run()).out).toBe(out)
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect((await run('--version')).out).toBe(`${version}\n`)
})
