/** How the test command comes to a browser. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findChromium, installCommands, versionOf } from '../../scripts/chromium.mjs'

// The stand-ins for browsers are shell scripts, which Windows cannot start.
const describeWithShell = process.platform === 'win32' ? () => {} : describe

describeWithShell('finding a browser', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seekling-chromium-'))
    for (const name of ['SEEKLING_CHROMIUM', 'CHROME_PATH', 'CHROMIUM_PATH']) vi.stubEnv(name, '')
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })

  const program = (name: string, body: string) => {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\n${body}\n`)
    chmodSync(path, 0o755)
    return path
  }

  test('the one the user names is taken', () => {
    const path = program('mine', 'echo Chromium 1.2.3')
    vi.stubEnv('CHROME_PATH', path)
    expect(findChromium()).toBe(path)
    expect(versionOf(path)).toBe('Chromium 1.2.3')
  })

  test('one the user names that does not start is an error, not a reason to take another', () => {
    vi.stubEnv('CHROMIUM_PATH', program('broken', 'exit 1'))
    program('chromium', 'echo Chromium 1.2.3')
    expect(() => findChromium()).toThrow(/CHROMIUM_PATH is set to .*broken, which does not start/)
  })

  test('a program on PATH is found', () => {
    expect([program('chromium', 'echo Chromium 1.2.3')]).toContain(findChromium())
  })

  test('a stub that only says what to install is passed over', () => {
    program('chromium', 'echo "install me first" >&2; exit 1')
    const next = program('chromium-browser', 'echo Chromium 4.5.6')
    vi.stubEnv('PATH', folder)
    expect(findChromium()).toBe(next)
  })
})

describe('installing a browser', () => {
  const programs = (system: { isRoot: boolean; isDebian: boolean }) =>
    installCommands(system).map((command) => command[0])

  test('root on Debian or Ubuntu tries apt first, and Playwright after it', () => {
    expect(installCommands({ isRoot: true, isDebian: true })[0]).toEqual(['apt-get', 'install', '-y', 'chromium'])
    expect(programs({ isRoot: true, isDebian: true }).slice(1)).toContain(process.execPath)
  })

  test.each([
    { isRoot: false, isDebian: true },
    { isRoot: true, isDebian: false },
  ])('anyone else goes to Playwright: %j', (system) => {
    const commands = installCommands(system)
    expect(new Set(programs(system))).toEqual(new Set([process.execPath]))
    expect(commands.at(-1)?.slice(2)).toEqual(['install', '--no-shell', 'chromium'])
  })
})
