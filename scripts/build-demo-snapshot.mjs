/**
 * Writes `public/data/search/`: the demo's index as files for a static host, made here by the
 * engine without workers, as a site's build script would. Does nothing when it is there and made
 * from the same data by the same code. Run build-demo-data.mjs before it.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'public/data')
const snapshotFolder = join(folder, 'search')
const madeFromFile = join(folder, 'search.json')

const madeFrom = fingerprint()
if (isUpToDate()) {
  console.log('demo snapshot: up to date')
} else {
  const started = performance.now()
  const { files, bytes } = await makeSnapshot()
  writeFileSync(madeFromFile, `${JSON.stringify({ madeFrom, files, bytes })}\n`)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`demo snapshot: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, made in ${seconds} s`)
}

async function makeSnapshot() {
  const [engine, feature] = await Promise.all(
    ['src/in-thread.ts', 'demo/feature.ts'].map((file) => runnerImport(join(root, file), { configFile: false })),
  )
  const client = await engine.module.open({ storage: 'memory' })
  const index = client.index(feature.module.indexUid)
  await index.updateSettings(feature.module.settings)
  const documents = readFileSync(join(folder, 'web-platform.ndjson'))
  const { updateId } = await index.addDocuments(new Uint8Array(documents), { format: 'ndjson', primaryKey: 'id' })
  const update = await client.waitForPendingUpdate(updateId)
  if (update.status !== 'processed') throw new Error(`The demo's documents were refused: ${JSON.stringify(update)}`)
  // Whole or not at all, so that an interrupted run leaves no half folder to be served.
  const part = `${snapshotFolder}.part`
  for (const place of [part, snapshotFolder, madeFromFile]) rmSync(place, { recursive: true, force: true })
  const written = { files: 0, bytes: 0 }
  for await (const { path, bytes } of client.exportSnapshotFiles()) {
    mkdirSync(dirname(join(part, path)), { recursive: true })
    writeFileSync(join(part, path), bytes)
    written.files++
    written.bytes += bytes.length
  }
  await client.close()
  renameSync(part, snapshotFolder)
  return written
}

/** The data, and all code that may change what is made of it. */
function fingerprint() {
  const hash = createHash('sha256').update(JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')).version)
  hash.update(readFileSync(join(root, 'demo/feature.ts'))).update(readFileSync(fileURLToPath(import.meta.url)))
  for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.ts')) hash.update(readFileSync(join(root, 'src', name)))
  }
  return hash.digest('hex').slice(0, 16)
}

function isUpToDate() {
  try {
    const made = JSON.parse(readFileSync(madeFromFile, 'utf8'))
    return made.madeFrom === madeFrom && readdirSync(join(snapshotFolder, 'chunks')).length === made.files - 1
  } catch {
    return false
  }
}
