/**
 * Installs the peers into a folder of their own when they are to be measured: as development
 * dependencies they would make every `npm ci` larger.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} folder Its `node_modules` holds them afterwards.
 * @param {readonly import('./engines.mjs').Peer[]} peers
 * @throws {Error} that says what to do, if npm cannot install them.
 */
export function installPeers(folder, peers) {
  const packages = Object.entries(Object.assign({}, ...peers.map((peer) => peer.packages)))
  const missing = packages.filter(([name, version]) => versionIn(folder, name) !== version)
  if (missing.length === 0) return
  const specs = missing.map(([name, version]) => `${name}@${version}`)
  console.log(`Installing ${specs.join(', ')} into ${folder}`)
  mkdirSync(folder, { recursive: true })
  // What an earlier run installed stays: npm takes away what is not listed.
  const dependencies = { ...readJson(join(folder, 'package.json'))?.dependencies, ...Object.fromEntries(packages) }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--prefix', folder]
  const { status, stderr, error } = spawnSync(npm, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  if (status === 0) return
  const reason = error?.message ?? stderr.trim().split('\n').slice(0, 3).join('\n')
  throw new Error(
    `The engines to compare with come from npm, and npm could not install ${specs.join(', ')}:\n${reason}\n` +
      'Connect to the network and run this again, or measure Seekling alone with --engines seekling.',
  )
}

/** The version of a package that lies in the folder, or undefined. */
const versionIn = (folder, name) => readJson(join(folder, 'node_modules', name, 'package.json'))?.version

/** @returns {any} Undefined if there is no such file. */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
