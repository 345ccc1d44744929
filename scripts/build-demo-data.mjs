/**
 * Writes `public/data/web-platform.ndjson` (one document per line) and `public/data/meta.json`,
 * from the installed packages. Does nothing when both are there and made from the same sources by
 * the same code. `--force` makes them anyway.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readFeatures, sourceFiles, sourceVersions } from './demo-data.mjs'

const folder = new URL('../public/data/', import.meta.url)
const dataFile = new URL('web-platform.ndjson', folder)
const metaFile = new URL('meta.json', folder)

const madeFrom = fingerprint()
if (!process.argv.includes('--force') && isUpToDate()) {
  console.log('demo data: up to date')
} else {
  const documents = readFeatures()
  const lines = Buffer.from(`${documents.map((document) => JSON.stringify(document)).join('\n')}\n`)
  const meta = {
    version: createHash('sha256').update(lines).digest('hex').slice(0, 16),
    documents: documents.length,
    bytes: lines.length,
    sources: sourceVersions(),
    madeFrom,
  }
  mkdirSync(folder, { recursive: true })
  replace(dataFile, lines)
  replace(metaFile, `${JSON.stringify(meta, null, 2)}\n`)
  console.log(
    `demo data: ${documents.length} documents, ${(lines.length / 1e6).toFixed(1)} MB, version ${meta.version}`,
  )
}

/**
 * Package versions, sizes of the data files and the code that reads them: cheap to check, and
 * different when the result would be.
 */
function fingerprint() {
  const hash = createHash('sha256').update(JSON.stringify(sourceVersions()))
  for (const file of sourceFiles()) hash.update(String(statSync(file).size))
  for (const script of ['demo-data.mjs', 'demo-text.mjs', 'build-demo-data.mjs']) {
    hash.update(readFileSync(fileURLToPath(new URL(script, import.meta.url))))
  }
  return hash.digest('hex').slice(0, 16)
}

function isUpToDate() {
  try {
    const meta = JSON.parse(readFileSync(metaFile, 'utf8'))
    return meta.madeFrom === madeFrom && statSync(dataFile).size === meta.bytes
  } catch {
    return false
  }
}

/** Whole or not at all, so that an interrupted run leaves no half file to be served. */
function replace(file, content) {
  const path = fileURLToPath(file)
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
}
