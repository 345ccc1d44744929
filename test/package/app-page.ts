/** A page that uses the packed package, and tells in its title what came of it. */
import type { Browser } from 'playwright-core'
import { hostMain, hostPage } from '../../scripts/host-pages.mjs'

export const page = hostPage

export const main = hostMain

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
