/**
 * `npm run release:check`, part of `npm test`: packs what was built and looks at the tarball as a
 * registry and its users would. Publishes nothing and says at once everything that is wrong.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { bundledPackages, licenseNotices } from './bundled-packages.mjs'
import { billOfMaterials } from './sbom.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** Packed. A budget, as those of test/package/size.test.ts. */
const mostBytes = 650_000
/** Licences under which code may be copied into a package under MIT, with their text. */
const permitted = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'CC0-1.0'])

/** @type {string[]} */
const faults = []
const folder = mkdtempSync(join(tmpdir(), 'seekling-release-'))
try {
  const tarball = pack()
  if (tarball !== undefined) {
    checkSize(tarball)
    await checkWithPublint(tarball)
    checkTypes(tarball)
    checkDryRun(tarball)
  }
  checkChangelog()
  checkLicenses()
  checkMaterials()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const fault of faults) console.error(`- ${fault}`)
console.log(faults.length === 0 ? 'The package can be published.' : 'The package cannot be published like this.')
process.exitCode = faults.length === 0 ? 0 : 1

/** @returns {string | undefined} */
function pack() {
  const { status, stdout, stderr } = npm('pack', '--ignore-scripts', '--json', '--pack-destination', folder)
  if (status !== 0) return fault(`npm pack: ${stderr}`)
  const [{ filename, files }] = JSON.parse(stdout)
  const paths = files.map((/** @type {{ path: string }} */ { path }) => path)
  const needed = ['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/index.js', 'dist/THIRD-PARTY-LICENSES.txt']
  for (const path of needed) if (!paths.includes(path)) fault(`${path} is not in the tarball. Run "npm run build".`)
  return join(folder, filename)
}

/** @param {string} tarball */
function checkSize(tarball) {
  const { size } = statSync(tarball)
  console.log(`packed: ${size} of ${mostBytes} bytes`)
  if (size > mostBytes) fault(`The tarball has ${size} bytes, of ${mostBytes} at most. What is in it twice?`)
}

/** @param {string} tarball */
async function checkWithPublint(tarball) {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
    strict: true,
  })
  for (const message of messages) fault(`publint: ${formatMessage(message, pkg, { color: false })}`)
}

/** @param {string} tarball */
function checkTypes(tarball) {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  const { status, stdout } = spawnSync(
    process.execPath,
    // A component of Astro's has no types in any resolution.
    [attw, tarball, '--profile', 'esm-only', '--no-color', '--exclude-entrypoints', './astro/Search.astro'],
    { encoding: 'utf8' },
  )
  if (status !== 0) fault(`An entry has no types in some way an ES module can be resolved:\n${stdout}`)
}

/**
 * Needs neither registry nor login.
 * @param {string} tarball
 */
function checkDryRun(tarball) {
  const { status, stderr } = npm('publish', tarball, '--dry-run', '--offline', '--ignore-scripts', '--access', 'public')
  if (status !== 0) fault(`npm publish --dry-run: ${stderr}`)
}

function checkChangelog() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [, newest] = /^## (\S+) - (?:unreleased|\d{4}-\d\d-\d\d)$/m.exec(read('CHANGELOG.md')) ?? []
  if (newest !== version) fault(`CHANGELOG.md begins with release ${newest}, package.json says ${version}.`)
}

function checkLicenses() {
  const bundled = bundledPackages(root)
  if (read('dist/THIRD-PARTY-LICENSES.txt') !== licenseNotices(bundled)) {
    fault('dist/THIRD-PARTY-LICENSES.txt is not that of the packages in dist. Run "npm run build".')
  }
  for (const { name, license } of bundled) {
    if (!permitted.has(license)) fault(`${name} is bundled under ${license}: may it be, and on what terms?`)
  }
  console.log(`bundled: ${bundled.map(({ name }) => name).join(', ')}`)
}

function checkMaterials() {
  try {
    const listed = new Set(billOfMaterials().components.map((/** @type {any} */ component) => component['bom-ref']))
    for (const { name, version } of bundledPackages(root)) {
      if (!listed.has(`${name}@${version}`)) fault(`${name}@${version} is not in the bill of materials.`)
    }
  } catch (error) {
    fault(String(error))
  }
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

/** @param {...string} args */
function npm(...args) {
  return spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' })
}

/**
 * @param {string} text
 * @returns {undefined}
 */
function fault(text) {
  faults.push(text)
}
