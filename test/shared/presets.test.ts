import { expect, test } from 'vitest'
import { open, presets } from '../../src/in-thread.ts'

test('every preset is a change of settings that an index takes as it is', async () => {
  const client = await open({ storage: 'memory' })
  for (const [name, settings] of Object.entries(presets)) {
    const { updateId } = await client.index(name).updateSettings(settings)
    expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
    expect(await client.index(name).getSettings(), name).toMatchObject(settings)
  }
  await client.close()
})

test('with the one for documentation a question finds the section about its subject', async () => {
  const client = await open({ storage: 'memory' })
  const index = client.index('docs')
  await index.updateSettings({ ...presets.documentation, searchableAttributes: ['title', 'text'] })
  const { updateId } = await index.addDocuments([
    { id: 1, title: 'How things are', text: 'What do you do with this? How do you use it?' },
    { id: 2, title: 'Environment variables', text: 'They are set by the platform.' },
    { id: 3, title: 'Nothing else', text: 'Words.' },
  ])
  await client.waitForPendingUpdate(updateId)
  const { hits, estimatedTotalHits } = await index.search('how do you set environment variables')
  expect([hits[0]?.id, estimatedTotalHits]).toEqual([2, 1])
  await client.close()
})
