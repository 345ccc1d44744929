/** What every writer lock keeps, whatever it is made of. */
import { expect, test } from 'vitest'
import type { WriterLock } from '../../src/engine/loop/writer-lock.ts'

/** `lockFor` answers a new lock of the scope, as another engine of the same store would have it. */
export function writerLockLaws(lockFor: (scope: string) => WriterLock): void {
  const scope = () => `laws:${Math.random()}`

  /** A body that runs until it is told to end. */
  function held() {
    let end = () => {}
    let begun = () => {}
    const running = new Promise<void>((resolve) => {
      begun = resolve
    })
    const body = () => {
      begun()
      return new Promise<void>((resolve) => {
        end = resolve
      })
    }
    return { body, running, end: () => end() }
  }

  test('two engines of one store never run at the same time, and both run', async () => {
    const name = scope()
    const [one, two] = [lockFor(name), lockFor(name)]
    let running = 0
    const counts: number[] = []
    const body = async () => {
      running++
      await new Promise((resolve) => setTimeout(resolve, 5))
      counts.push(running)
      running--
    }
    await Promise.all([one.run(body), two.run(body), one.run(body), two.run(body)])
    expect(counts).toEqual([1, 1, 1, 1])
  })

  test('everybody can tell whether it is held, by whomever', async () => {
    const name = scope()
    const { body, running, end } = held()
    const run = lockFor(name).run(body)
    await running
    expect(await lockFor(name).isHeld()).toBe(true)
    expect(await lockFor(scope()).isHeld()).toBe(false)
    end()
    await run
    expect(await lockFor(name).isHeld()).toBe(false)
  })

  test('giving up the wait resolves without running', async () => {
    const name = scope()
    const { body, running, end } = held()
    const first = lockFor(name).run(body)
    await running
    const controller = new AbortController()
    let ran = false
    const second = lockFor(name).run(async () => {
      ran = true
    }, controller.signal)
    controller.abort()
    end()
    await Promise.all([first, second])
    expect(ran).toBe(false)
  })

  test('an abort does not stop a body that runs', async () => {
    const controller = new AbortController()
    const { body, running, end } = held()
    const run = lockFor(scope()).run(body, controller.signal)
    await running
    controller.abort()
    end()
    await run
  })

  test('a body that fails rejects its caller and gives the lock back', async () => {
    const name = scope()
    const failing = lockFor(name).run(async () => {
      throw new Error('disk')
    })
    await expect(failing).rejects.toThrow('disk')
    let ran = false
    await lockFor(name).run(async () => {
      ran = true
    })
    expect(ran).toBe(true)
  })

  test('frozen, nobody runs updates and nobody seems to', async () => {
    const name = scope()
    const { body, running, end } = held()
    const frozen = lockFor(name).run(body, undefined, true)
    await running
    expect(await lockFor(name).isHeld()).toBe(false)
    let ran = false
    const run = lockFor(name).run(async () => {
      ran = true
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(ran).toBe(false)
    end()
    await Promise.all([frozen, run])
    expect(ran).toBe(true)
  })

  test('who waits to freeze, and has been told whether it is held, comes before whoever asks later', async () => {
    const name = scope()
    const { body, running, end } = held()
    const first = lockFor(name).run(body)
    await running
    const order: string[] = []
    const freezing = lockFor(name)
    const frozen = freezing.run(async () => void order.push('frozen'), undefined, true)
    await freezing.isHeld()
    const later = lockFor(name).run(async () => void order.push('later'))
    end()
    await Promise.all([first, frozen, later])
    expect(order).toEqual(['frozen', 'later'])
  })

  test('giving up the wait to freeze resolves without running', async () => {
    const name = scope()
    const { body, running, end } = held()
    const first = lockFor(name).run(body)
    await running
    const controller = new AbortController()
    let ran = false
    const frozen = lockFor(name).run(
      async () => {
        ran = true
      },
      controller.signal,
      true,
    )
    controller.abort()
    end()
    await Promise.all([first, frozen])
    expect(ran).toBe(false)
  })
}
