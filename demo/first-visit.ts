/**
 * What a visitor sees where the index has to be made: three steps, a bar that tells the truth, and
 * that it happens once.
 */
import { byId, el, setText } from './dom.ts'
import { count, megabytes } from './format.ts'
import type { SeedStep } from './seed.ts'
import type { Seen } from './updates.ts'

const labels = { download: 'Fetch the data', store: 'Store the update', index: 'Build the index' } as const
const order = ['download', 'store', 'index'] as const

export class FirstVisit {
  readonly #root = byId('first-visit')
  readonly #bar = el('progress', { max: 1, 'aria-label': 'Indexing' })
  readonly #detail = el('p', { class: 'first-detail' })
  readonly #steps = new Map(order.map((name) => [name, el('li', {}, labels[name])]))
  #step: SeedStep | undefined

  show(step: SeedStep): void {
    if (this.#root.hidden) this.#build()
    this.#step = step
    const at = order.indexOf(step.name)
    for (const [i, name] of order.entries()) {
      const item = this.#steps.get(name)
      item?.classList.toggle('done', i < at)
      if (i === at) item?.setAttribute('aria-current', 'step')
      else item?.removeAttribute('aria-current')
    }
    if (step.name === 'download') {
      this.#progress(step.bytes / step.info.bytes, `${megabytes(step.bytes)} of ${megabytes(step.info.bytes)}`)
    } else {
      const known = step.name === 'index' ? 'Waiting for its turn' : 'From here on a reload or a crash loses nothing'
      this.#progress(undefined, known)
    }
  }

  /** Follows the update once there is one. */
  follow({ update, starts }: Seen): void {
    if (this.#step?.name !== 'index' || update.type.name !== 'DocumentsAddition' || update.status !== 'processing')
      return
    const { step, done, total } = update.progress
    const again = starts.length > 1 ? ', run again after an interruption' : ''
    this.#progress(total > 0 ? done / total : undefined, `${step}: ${count(done)} of ${count(total)}${again}`)
  }

  hide(): void {
    this.#root.hidden = true
    this.#root.replaceChildren()
  }

  #build(): void {
    this.#root.hidden = false
    this.#root.replaceChildren(
      el('h2', {}, 'Making the index here'),
      el(
        'p',
        {},
        'Its files cannot be had, so it is built from the documents and kept. Next time it is there at once.',
      ),
      el('ol', { class: 'first-steps' }, ...this.#steps.values()),
      this.#bar,
      this.#detail,
    )
  }

  #progress(part: number | undefined, text: string): void {
    if (part === undefined) this.#bar.removeAttribute('value')
    else this.#bar.value = Math.min(1, part)
    setText(this.#detail, text)
  }
}
