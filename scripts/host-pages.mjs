/**
 * The page and the program by which a host of the package is tried: documents are added, waited for
 * and found, and the title of the page tells what came of it.
 */

/** @param {string} script Its address, from the page. */
export const hostPage = (script) =>
  `<!doctype html><html lang="en"><title>waiting</title><script type="module" src="${script}"></script></html>`

/**
 * A module that exports `run`, which resolves to what the title shall be.
 * @param {string} specifier Of the package, as the host finds it.
 */
export const hostProgram = (specifier) => `
import { open } from '${specifier}'
export async function run() {
  try {
    const client = await open({ name: 'packed' })
    const films = client.index('films')
    const { updateId } = await films.addDocuments([{ id: 1, title: 'Solaris' }, { id: 2, title: 'Stalker' }])
    const { status } = await client.waitForPendingUpdate(updateId)
    const { hits } = await films.search('solaris')
    // These need both scripts that the search worker loads later.
    await films.search('solaris', { matchingStrategy: 'any' })
    const { title } = await films.getDocument(hits[0].id)
    return status + ': ' + title
  } catch (error) {
    return 'failed: ' + error.message
  }
}
`

/** The same as a page's own module. @param {string} specifier */
export const hostMain = (specifier) => `${hostProgram(specifier)}
document.title = await run()
`
