import { expect, test } from 'vitest'
import { Lane } from '../../src/page/lane.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('tasks run one after another in the order given, however long each takes', async () => {
  const lane = new Lane()
  const events: string[] = []
  const task = (name: string, ms: number) => async () => {
    events.push(`${name} begins`)
    await pause(ms)
    events.push(`${name} ends`)
    return name
  }
  expect(await Promise.all([lane.run(task('a', 15)), lane.run(task('b', 1)), lane.run(task('c', 5))])).toEqual([
    'a',
    'b',
    'c',
  ])
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('a task that fails rejects its own caller and lets the next one run', async () => {
  const lane = new Lane()
  const failing = lane.run(async () => {
    throw new Error('no')
  })
  const next = lane.run(async () => 'yes')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
