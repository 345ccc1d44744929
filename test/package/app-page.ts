/** A page that uses the packed package, and tells in its title what came of it. */
import type { Browser } from 'playwright-core'

export const page = (script: string) =>
  `<!doctype html><html lang="en"><title>waiting</title><script type="module" src="${script}"></script></html>`

export const main = (specifier: string) => `
import { open } from '${specifier}'
try {
  const client = await open({ name: 'packed' })
  const films = client.index('films')
  const { updateId } = await films.addDocuments([{ id: 1, title: 'Solaris' }, { id: 2, title: 'Stalker' }])
  const { status } = await client.waitForPendingUpdate(updateId)
  const { hits } = await films.search('solaris')
  document.title = status + ': ' + hits[0].title
} catch (error) {
  document.title = 'failed: ' + error.message
}
`

/** Opens the page in a profile of its own and answers the title it ends with. */
export async function titleOf(browser: Browser, url: string): Promise<string> {
  const context = await browser.newContext()
  const complaints: string[] = []
  try {
    const tab = await context.newPage()
    tab.on(
      'console',
      (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
    )
    tab.on('pageerror', (error) => complaints.push(error.message))
    await tab.goto(url)
    await tab.waitForFunction(() => document.title !== 'waiting', null, { timeout: 30_000 })
    return await tab.title()
  } catch (error) {
    throw new Error(`The page never finished. The browser said: ${complaints.join('\n') || 'nothing'}`, {
      cause: error,
    })
  } finally {
    await context.close()
  }
}
