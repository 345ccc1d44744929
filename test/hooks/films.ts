/** Films to search, an instance of its own for each test, and a browser's view of what is shown. */
import { expect, vi } from 'vitest'
import { type Client, open } from '../../src/index.ts'

export interface Film {
  readonly id: number
  readonly title: string
  readonly genre: string
}

const films: readonly Film[] = [
  { id: 1, title: 'Solaris', genre: 'drama' },
  { id: 2, title: 'Stalker', genre: 'drama' },
  { id: 3, title: 'Alien', genre: 'horror' },
]

export interface Instance {
  /** Opens a client of the instance; each is noted. */
  readonly open: () => Promise<Client>
  readonly opened: Client[]
  readonly closed: Client[]
  /** For the test itself, over the same database. */
  readonly client: Client
}

export async function instanceWithFilms(): Promise<Instance> {
  const name = `hooks-${crypto.randomUUID()}`
  const client = await open({ name })
  const index = client.index<Film>('films')
  await index.updateSettings({ filterableAttributes: ['genre'], sortableAttributes: ['id'] })
  await client.waitForPendingUpdate((await index.addDocuments(films)).updateId, { throwOnFailure: true })
  const opened: Client[] = []
  const closed: Client[] = []
  return {
    client,
    opened,
    closed,
    async open() {
      const made = await open({ name })
      const close = made.close.bind(made)
      made.close = () => {
        closed.push(made)
        return close()
      }
      opened.push(made)
      return made
    },
  }
}

/** The scene every framework has to play: from the first list to the closed client. */
export async function play(instance: Instance, root: HTMLElement, unmount: () => void): Promise<void> {
  const titles = () => [...root.querySelectorAll('li')].map((item) => item.textContent)
  const genres = () => [...root.querySelectorAll('label')].map((label) => label.textContent?.trim()).sort()
  const shows = (...expected: string[]) => vi.waitFor(() => expect(titles()).toEqual(expected), { timeout: 20_000 })

  await shows('Solaris', 'Stalker', 'Alien')
  expect(genres()).toEqual(['drama 2', 'horror 1'])
  // The updates are asked for beside the hits, and may come later.
  await vi.waitFor(() => expect(root.querySelector('output')?.textContent).toBe('2'), { timeout: 20_000 })

  // One refinement: the hits are fewer, the values to choose from are not.
  const horror = [...root.querySelectorAll('label')].find((label) => label.textContent?.includes('horror'))
  horror?.querySelector('input')?.click()
  await shows('Alien')
  expect(genres()).toEqual(['drama 2', 'horror 1'])
  root.querySelector<HTMLInputElement>('label input:checked')?.click()
  await shows('Solaris', 'Stalker', 'Alien')

  // Every keystroke asks; what is shown in the end is the answer to the last.
  const box = root.querySelector('input') as HTMLInputElement
  for (const q of ['s', 'so', 'sol', 'stal']) {
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    setValue?.call(box, q)
    box.dispatchEvent(new Event('input', { bubbles: true }))
  }
  await shows('Stalker')

  // Another client, as in another tab, adds a document.
  const { updateId } = await instance.client
    .index('films')
    .addDocuments([{ id: 4, title: 'Stalactite', genre: 'cave' }])
  await instance.client.waitForPendingUpdate(updateId, { throwOnFailure: true })
  await shows('Stalker', 'Stalactite')
  await vi.waitFor(() => expect(root.querySelector('output')?.textContent).toBe('3'), { timeout: 20_000 })

  expect(instance.opened).toHaveLength(1)
  expect(instance.closed).toHaveLength(0)
  unmount()
  await vi.waitFor(() => expect(instance.closed).toEqual(instance.opened), { timeout: 20_000 })
  expect(instance.opened).toHaveLength(1)
  await instance.client.destroy()
}
