import { expect, test } from 'vitest'
import { messagePause } from '../../../src/engine/work/message-pause.ts'

test('messages that wait are heard during a pause, however busy the thread is', async () => {
  const pause = messagePause()
  const { port1, port2 } = new MessageChannel()
  let heard = 0
  port1.onmessage = () => {
    heard++
  }
  for (let sent = 1; sent <= 20; sent++) {
    port2.postMessage(0)
    await pause()
    // A message that was sent before the pause is heard before or with the next one.
    expect(heard).toBeGreaterThanOrEqual(sent - 1)
  }
  port1.close()
})

test('pauses asked for at the same time all end, in order', async () => {
  const pause = messagePause()
  const order: number[] = []
  await Promise.all([1, 2, 3].map((n) => pause().then(() => order.push(n))))
  expect(order).toEqual([1, 2, 3])
})

test('a worker that computes hears what its page says meanwhile', async () => {
  const code = `
    import { messagePause } from ${JSON.stringify(new URL('../../../src/engine/work/message-pause.ts', import.meta.url).href)}
    const pause = messagePause()
    let stop = false
    onmessage = ({ data }) => { stop = data === 'stop' }
    postMessage('computing')
    for (let rounds = 0; !stop && rounds < 500; rounds++) {
      for (const began = performance.now(); performance.now() - began < 5; );
      await pause()
    }
    postMessage(stop ? 'heard' : 'deaf')`
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' })
  const last = await new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      if (data === 'computing') worker.postMessage('stop')
      else resolve(data)
    }
    worker.onerror = resolve
  })
  worker.terminate()
  expect(last).toBe('heard')
})
