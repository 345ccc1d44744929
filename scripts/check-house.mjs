/**
 * `node scripts/check-house.mjs`: the rules of scripts/house-rules.mjs over the project's files,
 * less the exceptions. Prints a line for each fault; the exit code is 0 only if there is none.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exceptions } from './house-exceptions.mjs'
import { faultsOf, judge } from './house-rules.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))

/** @returns {string[]} A sentence for each fault in the project. */
export function houseFaults() {
  const files = ['src', 'demo', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => /\.(ts|mjs)$/.test(path) && !path.endsWith('.d.ts') && !path.startsWith('test/fixtures/'))
      .sort(),
  )
  return judge(
    files.flatMap((path) => faultsOf(path, readFileSync(join(root, path), 'utf8'))),
    exceptions,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = houseFaults()
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}
