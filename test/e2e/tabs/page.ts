/**
 * A page whose test drives it: it opens a client and leaves it, and what it has told, on `window`.
 */
import { type OpenOptions, open } from 'seekling'

const heard: string[] = []

async function start(options: OpenOptions) {
  const client = await open(options)
  client.on('status', ({ state }) => heard.push(state))
  client.on('update', ({ updateId, status }) => heard.push(`${updateId} ${status}`))
  return Object.assign(window, { client })
}

Object.assign(window, { tab: { start, heard } })
