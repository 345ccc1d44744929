/** Opens the engine's database and reads a manifest and three pages, one after the other. */
import { openDB } from 'idb'

addEventListener('message', async ({ data: name }: MessageEvent<string>) => {
  const database = await openDB(`seekling:v1:${name}`)
  const [manifest] = await database.getAll('indexes')
  const { file } = manifest.segments[0].postings
  for (let page = 0; page < 3; page++)
    await database.get(`pages${file.shelf}`, file.file * 2 ** 20 + (page % file.pages))
  database.close()
  postMessage('read')
})
