/**
 * `npm run sbom`: the bill of materials of the package as CycloneDX, on standard output. `npm sbom`
 * lists what is installed; of that stays what is in the package: its dependencies, and what is
 * bundled in its files. Run it after a build.
 */
import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledPackages } from './bundled-packages.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const all = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  }),
)
const bundled = new Set(bundledPackages(root).map(({ name, version }) => `${name}@${version}`))
/** @type {{ 'bom-ref': string, name: string, version: string }[]} */
const components = all.components.filter(({ name, version }) => bundled.has(`${name}@${version}`))
const known = new Set(components.map((component) => `${component.name}@${component.version}`))
const missing = [...bundled].filter((name) => !known.has(name))
if (missing.length > 0) throw new Error(`npm sbom does not know ${missing.join(', ')}.`)
const own = all.metadata.component['bom-ref']
const refs = new Set([own, ...components.map((component) => component['bom-ref'])])
const dependencies = all.dependencies
  .filter((/** @type {{ ref: string }} */ { ref }) => refs.has(ref))
  .map((/** @type {{ ref: string, dependsOn?: string[] }} */ { ref, dependsOn = [] }) => ({
    ref,
    dependsOn: dependsOn.filter((other) => refs.has(other)),
  }))
const component = { ...all.metadata.component, name: 'seekling' }
console.log(
  JSON.stringify({ ...all, metadata: { ...all.metadata, component }, components, dependencies }, undefined, 2),
)
