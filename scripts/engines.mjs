/**
 * The three browser engines that tests run in: how each is found, installed on Debian, started with
 * a profile of its own, and killed so that nothing in it can tidy up. Chromium is found by
 * chromium.mjs; here are Firefox, and WebKit as WebKitGTK's MiniBrowser.
 *
 * No driver is needed: a browser is started with the address of a page that asks this process what
 * to do, so all three are driven alike.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env, platform } from 'node:process'
import { browserProcesses, killAtOnce } from './browser-processes.mjs'
import { chromiumFlags, findChromium, installChromium, isDebian, isExecutable, onPath, versionOf } from './chromium.mjs'

/**
 * @typedef {object} Engine
 * @property {'chromium' | 'firefox' | 'webkit'} name
 * @property {() => string | undefined} find The path of its program, or undefined.
 * @property {() => string | undefined} install As `find`, after trying to install it.
 * @property {(path: string) => string} version
 * @property {boolean} canBlockCookies Whether `withoutCookies` blocks the storage of sites in it.
 * @property {Partial<Record<ProcessKind, RegExp>>} processes By their command lines; absent: it has
 *   no such process, because the browser's own does that work.
 * @property {(path: string, profile: string, url: string, options: BrowserOptions) => Launch}
 *   launch
 */

/**
 * @typedef {'tab' | 'storage'} ProcessKind One that runs pages with their workers, or the one that
 *   keeps what sites store.
 */

/**
 * @typedef {object} BrowserOptions
 * @property {boolean} [withoutCookies] Blocks all cookies, and with them all storage of sites.
 *   Default false.
 */

/**
 * @typedef {object} Launch
 * @property {string[]} command
 * @property {Record<string, string>} env
 */

/**
 * @typedef {object} StartedBrowser
 * @property {(kind: ProcessKind) => number[]} processes The ids of its processes of one kind.
 * @property {() => Promise<void>} kill Ends all its processes by SIGKILL and resolves when they are
 *   gone.
 */

/**
 * What a started browser inherits, and all its processes from it: how they are found when it is
 * killed.
 */
const markName = 'SEEKLING_BROWSER_PROFILE'

/** What the tests do not look at, and what makes a start of Chromium longer. */
const fewerProcesses = ['--in-process-gpu', '--no-zygote', '--disable-extensions', '--disable-breakpad']

/** @type {readonly Engine[]} */
export const engines = [
  {
    name: 'chromium',
    find: findChromium,
    install: () => findChromium() ?? installChromium(),
    version: (path) => versionOf(path) ?? 'unknown',
    canBlockCookies: true,
    processes: { tab: / --type=renderer /, storage: / --utility-sub-type=storage\.mojom\.StorageService / },
    launch: (path, profile, url, { withoutCookies }) => {
      if (withoutCookies) {
        mkdirSync(join(profile, 'Default'), { recursive: true })
        const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
        writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
      }
      const flags = ['--headless=new', '--disable-popup-blocking', ...chromiumFlags, ...fewerProcesses]
      return { command: [path, ...flags, `--user-data-dir=${profile}`, url], env: {} }
    },
  },
  {
    name: 'firefox',
    find: findFirefox,
    install: () => findFirefox() ?? installed(['firefox-esr'], findFirefox),
    version: (path) => versionOf(path) ?? 'unknown',
    canBlockCookies: true,
    processes: { tab: / -contentproc .* tab / },
    launch: (path, profile, url, { withoutCookies }) => {
      const cookies = withoutCookies ? userPreference('network.cookie.cookieBehavior', 2) : ''
      writeFileSync(join(profile, 'user.js'), firefoxPreferences + cookies)
      return { command: [path, '--headless', '--no-remote', '--profile', profile, url], env: {} }
    },
  },
  {
    name: 'webkit',
    find: findMiniBrowser,
    install: () => findMiniBrowser() ?? installed(['webkit2gtk-driver', 'xvfb'], findMiniBrowser),
    version: (path) => `WebKitGTK ${webkitVersion(path)}`,
    canBlockCookies: false,
    processes: { tab: /\/WebKitWebProcess /, storage: /\/WebKitNetworkProcess / },
    launch: (path, profile, url) => {
      const folder = (/** @type {string} */ name) => {
        mkdirSync(join(profile, name), { recursive: true })
        return join(profile, name)
      }
      return {
        command: [path, '--javascript-can-open-windows-automatically=true', url],
        env: {
          DISPLAY: display(),
          HOME: folder('home'),
          XDG_DATA_HOME: folder('data'),
          XDG_CACHE_HOME: folder('cache'),
          XDG_CONFIG_HOME: folder('config'),
          // Root and containers have no sandbox; without a graphics card, drawing is done by the
          // processor.
          WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
          WEBKIT_DISABLE_DMABUF_RENDERER: '1',
          LIBGL_ALWAYS_SOFTWARE: '1',
        },
      }
    },
  },
]

/** @param {string} name @returns {Engine} */
export function engineNamed(name) {
  const engine = engines.find((one) => one.name === name)
  if (engine === undefined) throw new Error(`There is no engine ${name}.`)
  return engine
}

/** Those that are here, or of these the ones that SEEKLING_ENGINES names. @returns {Engine[]} */
export function enginesToTest() {
  const wanted = env.SEEKLING_ENGINES?.split(',')
  return engines.filter(({ name, find }) => wanted?.includes(name) !== false && find() !== undefined)
}

/**
 * Starts a browser on a page. `profile` is a folder that exists; a later start with the same folder
 * finds what the page has stored.
 * @param {Engine} engine
 * @param {string} profile
 * @param {string} url
 * @param {BrowserOptions} [options]
 * @returns {StartedBrowser}
 */
export function startBrowser(engine, profile, url, options = {}) {
  const path = engine.find()
  if (path === undefined) throw new Error(`${engine.name} is not installed.`)
  const { command, env: more } = engine.launch(path, profile, url, options)
  const [program, ...args] = command
  const child = spawn(program ?? '', args, { stdio: 'ignore', env: { ...env, ...more, [markName]: profile } })
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  const processes = () => browserProcesses(`${markName}=${profile}`, isOver() ? undefined : child.pid)
  return {
    processes: (kind) => {
      const pattern = engine.processes[kind]
      return pattern === undefined
        ? []
        : processes().flatMap(({ pid, command }) => (pattern.test(`${command} `) ? [pid] : []))
    },
    kill: async () => {
      // Again until none is left: a process may just have been started, and a profile still in use
      // cannot be opened.
      for (let pids = processes(); pids.length > 0; pids = processes()) {
        killAtOnce(pids.map(({ pid }) => pid))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
  }
}

/**
 * Less talk with the outside, no page loaded but the one asked for, and no offer to restore what a
 * killed browser had open.
 */
const firefoxPreferences = Object.entries({
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  // Thumbnails are made by loading the page once more, in a container with storage of its own.
  'browser.pagethumbnails.capturing_disabled': true,
  'browser.sessionstore.resume_from_crash': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.disable_open_during_load': false,
  'dom.ipc.processPrelaunch.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.startup.max_resumed_crashes': -1,
  'toolkit.telemetry.enabled': false,
})
  .map(([name, value]) => userPreference(name, value))
  .join('')

/** @param {string} name @param {boolean | number | string} value */
function userPreference(name, value) {
  return `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`
}

function findFirefox() {
  const places = [...onPath(['firefox-esr', 'firefox']), '/Applications/Firefox.app/Contents/MacOS/firefox']
  return [env.SEEKLING_FIREFOX, ...places].find((place) => place !== undefined && versionOf(place) !== undefined)
}

function findMiniBrowser() {
  if (platform !== 'linux') return undefined
  if (env.SEEKLING_WEBKIT) return env.SEEKLING_WEBKIT
  const libraries = '/usr/lib'
  for (const machine of readdirSync(libraries)) {
    for (const release of ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0']) {
      const path = join(libraries, machine, release, 'MiniBrowser')
      if (isExecutable(path) && onPath(['Xvfb']).some(isExecutable)) return path
    }
  }
  return undefined
}

/**
 * MiniBrowser does not say its version; its library does, in its file name. @param {string} path
 */
function webkitVersion(path) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'webkit2gtk-driver'], { encoding: 'utf8' })
  return stdout?.match(/^[\d.]+/)?.[0] ?? path
}

/**
 * @param {string[]} packages
 * @param {() => string | undefined} find
 */
function installed(packages, find) {
  if (process.getuid?.() !== 0 || !isDebian()) return undefined
  console.log(`Installing ${packages.join(' and ')}`)
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } }
  spawnSync('apt-get', ['update'], options)
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options)
  return find()
}

/** @type {string | undefined} */
let displayName

/**
 * A display that is not there, for a browser that cannot do without: started once, ended with this
 * process.
 */
function display() {
  if (displayName !== undefined) return displayName
  const number = 90 + (process.pid % 900)
  const server = spawn('Xvfb', [`:${number}`, '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: 'ignore',
  })
  server.unref()
  process.on('exit', () => server.kill('SIGKILL'))
  displayName = `:${number}`
  const socket = `/tmp/.X11-unix/X${number}`
  for (let i = 0; i < 100 && !existsSync(socket); i++) spawnSync('sleep', ['0.1'])
  return displayName
}
