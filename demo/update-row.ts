/**
 * One update in the queue panel. The row is kept and changed in place, so that its bar moves
 * smoothly and focus on its button stays.
 */
import type { Update } from 'seekling'
import { button, el, setText } from './dom.ts'
import { count, seconds } from './format.ts'
import type { Seen } from './updates.ts'

export class UpdateRow {
  readonly element = el('li', { class: 'update' })
  readonly #status = el('span', { class: 'status' })
  readonly #detail = el('p', { class: 'update-detail' })
  readonly #bar = el('progress', { max: 1, 'aria-label': 'Progress' })
  readonly #error = el('p', { class: 'update-error' })
  readonly #cancel: HTMLButtonElement

  constructor({ update }: Seen, cancel: () => void) {
    this.#cancel = button('Cancel', 'inline-danger', cancel)
    this.#cancel.setAttribute('aria-label', `Cancel update ${update.updateId}`)
    this.element.dataset.updateId = String(update.updateId)
    this.element.append(
      el(
        'p',
        { class: 'update-line' },
        el('span', { class: 'update-id' }, `#${update.updateId}`),
        el('code', {}, update.type.name),
        this.#status,
      ),
      this.#bar,
      el('div', { class: 'update-foot' }, this.#detail, this.#cancel),
      this.#error,
    )
  }

  show({ update, starts, interrupted }: Seen): void {
    const status = interrupted ? 'interrupted' : update.status
    this.element.dataset.status = status
    setText(this.#status, status)
    const details = interrupted ? ['nothing was committed; runs again'] : detailsOf(update)
    setText(this.#detail, [...details, ...(starts.length > 1 ? [`started ${starts.length} times`] : [])].join(' · '))
    this.#cancel.hidden = update.status !== 'enqueued' && update.status !== 'processing'
    this.#bar.hidden = status !== 'processing'
    if (update.status === 'processing' && update.progress.total > 0) {
      this.#bar.value = Math.min(1, update.progress.done / update.progress.total)
    } else this.#bar.removeAttribute('value')
    this.#showError(update)
  }

  #showError(update: Update): void {
    this.#error.hidden = update.status !== 'failed'
    if (update.status !== 'failed' || this.#error.childElementCount > 0) return
    this.#error.append(el('a', { href: update.errorLink }, update.errorCode), ` ${update.error}`)
  }
}

function detailsOf(update: Update): string[] {
  const { number } = update.type
  const details = number === undefined ? [] : [`${count(number)} ${number === 1 ? 'document' : 'documents'}`]
  if (update.status === 'enqueued') return [...details, 'waits for its turn']
  if (update.status === 'processing') {
    const { step, done, total } = update.progress
    return [...details, total > 0 ? `${step} ${Math.floor((100 * done) / total)} %` : step]
  }
  return [...details, seconds(update.duration), clockTime(update.processedAt)]
}

function clockTime(date: string): string {
  return new Date(date).toLocaleTimeString('en', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
}
