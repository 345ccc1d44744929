/**
 * Finds the Chrome or Chromium that browser tests run in, or installs one. What it answers has been
 * started once (`--version`): distributions ship stubs under these names that only tell you to
 * install something else.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { env, platform } from 'node:process'

const require = createRequire(import.meta.url)

/**
 * For every start of Chromium in a test. `--no-sandbox` because containers, and root, have none;
 * the rest keeps an automated browser from talking to anyone but the page under test.
 */
export const chromiumFlags = /** @type {const} */ ([
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
])

/** Set by the user, in this order; SEEKLING_CHROMIUM is also how the path reaches the tests. */
const variables = ['SEEKLING_CHROMIUM', 'CHROME_PATH', 'CHROMIUM_PATH']

/**
 * The path of a Chromium that starts, or undefined. Throws if one of the variables names something
 * that does not start: silently taking another browser than the one asked for would be worse.
 * @returns {string | undefined}
 */
export function findChromium() {
  for (const name of variables) {
    const path = env[name]
    if (path === undefined || path === '') continue
    if (name === 'SEEKLING_CHROMIUM' && isExecutable(path)) return path
    if (versionOf(path) !== undefined) return path
    throw new Error(`${name} is set to ${path}, which does not start. Correct it, or unset it to have a browser found.`)
  }
  for (const places of [() => onPath(chromiumNames), usualPlaces, playwrightDownload]) {
    const path = places().find((place) => versionOf(place) !== undefined)
    if (path !== undefined) return path
  }
  return undefined
}

/**
 * Installs a Chromium and answers its path; undefined if every way failed. Says what it does on
 * stdout.
 * @returns {string | undefined}
 */
export function installChromium() {
  for (const [command, ...args] of installCommands({ isRoot: process.getuid?.() === 0, isDebian: isDebian() })) {
    console.log(`No Chrome or Chromium found. Installing one: ${[command, ...args].join(' ')}`)
    const options = {
      stdio: /** @type {const} */ (['ignore', 'inherit', 'inherit']),
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    }
    if (command === 'apt-get') spawnSync('apt-get', ['update'], options)
    const { status } = spawnSync(command, args, options)
    const path = findChromium()
    if (path !== undefined) return path
    console.log(`That left no browser that starts (exit code ${status}).`)
  }
  return undefined
}

/**
 * What to try, in order. apt only as root on Debian and its descendants; then Playwright's own
 * download, first with the system libraries it needs (it asks for root by itself), then without, as
 * they are often there already.
 * @param {{ isRoot: boolean, isDebian: boolean }} system
 * @returns {string[][]}
 */
export function installCommands({ isRoot, isDebian }) {
  const playwright = [
    process.execPath,
    join(dirname(require.resolve('playwright-core/package.json')), 'cli.js'),
    'install',
    '--no-shell',
  ]
  return [
    ...(isRoot && isDebian ? [['apt-get', 'install', '-y', 'chromium']] : []),
    ...(platform === 'linux' ? [[...playwright, '--with-deps', 'chromium']] : []),
    [...playwright, 'chromium'],
  ]
}

/**
 * What the browser calls itself, such as `Chromium 156.0.1.2`; undefined if it does not start.
 * @param {string} path
 * @returns {string | undefined}
 */
export function versionOf(path) {
  if (!isExecutable(path)) return undefined
  // On Windows `--version` opens a window instead of printing.
  if (platform === 'win32') return path
  const { status, stdout } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined
}

const chromiumNames =
  platform === 'win32'
    ? ['chrome.exe', 'chromium.exe']
    : ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/**
 * Where programs of these names would lie.
 * @param {readonly string[]} names
 */
export function onPath(names) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function usualPlaces() {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium'].map((name) => `Applications/${name}.app/Contents/MacOS/${name}`)
    return ['/', homedir()].flatMap((root) => apps.map((app) => join(root, app)))
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined)
    return roots.flatMap((root) =>
      ['Google/Chrome', 'Chromium'].map((name) => join(root, name, 'Application', 'chrome.exe')),
    )
  }
  return [
    '/opt/google/chrome/chrome',
    '/usr/lib/chromium/chromium',
    '/usr/lib64/chromium-browser/chromium-browser',
    '/snap/bin/chromium',
  ]
}

/** Where Playwright's own download is, if it was made; every project of this user shares it. */
function playwrightDownload() {
  return [require('playwright-core').chromium.executablePath()]
}

export function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
