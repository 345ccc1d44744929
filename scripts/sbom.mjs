/**
 * `npm run sbom`: the bill of materials of the package as CycloneDX, on standard output. `npm sbom`
 * knows its dependencies; what is bundled in its files, which npm takes for development packages,
 * is added. Run it after a build.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledPackages } from './bundled-packages.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * @returns {any} As CycloneDX 1.5 has it.
 * @throws {Error} with what npm said, where it makes none.
 */
export function billOfMaterials() {
  const omitted = ['dev', 'peer', 'optional'].flatMap((kind) => ['--omit', kind])
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', ...omitted],
    { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' },
  )
  if (status !== 0) throw new Error(`npm sbom: ${stderr}`)
  const made = JSON.parse(stdout)
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  made.metadata.component.name = name
  const known = new Set(made.components.map((/** @type {any} */ component) => component['bom-ref']))
  const added = bundledPackages(root)
    .map(({ name, version, license }) => ({
      'bom-ref': `${name}@${version}`,
      type: 'library',
      name,
      version,
      scope: 'required',
      purl: `pkg:npm/${name}@${version}`,
      licenses: [{ license: { id: license } }],
    }))
    .filter((component) => !known.has(component['bom-ref']))
  made.components.push(...added)
  const own = made.metadata.component['bom-ref']
  for (const { ref, dependsOn } of made.dependencies) {
    if (ref === own) dependsOn.push(...added.map((component) => component['bom-ref']))
  }
  made.dependencies.push(...added.map((component) => ({ ref: component['bom-ref'], dependsOn: [] })))
  return made
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(billOfMaterials(), undefined, 2))
