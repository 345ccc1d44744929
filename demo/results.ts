/**
 * The list of hits, or what stands in its place. Also says how many there are and how long it took,
 * on screen and to screen readers.
 */
import type { Client } from 'seekling'
import { byId, el, setText } from './dom.ts'
import { activeGroups } from './filters.ts'
import { count, milliseconds } from './format.ts'
import { type HitActions, renderHit } from './hit.ts'
import { Measurements } from './median.ts'
import { type Answer, isQuestion, pageSize, type Question, Searcher } from './searcher.ts'
import { errorCard, nothingFound, nothingLeft } from './states.ts'

export interface ResultActions extends Omit<HitActions, 'explain'> {
  suggest(q: string): void
  clearFilters(): void
}

export class Results {
  readonly #searcher: Searcher
  readonly #actions: ResultActions
  readonly #hits = byId<HTMLOListElement>('hits')
  readonly #state = byId('state')
  readonly #more = byId<HTMLButtonElement>('more')
  #answer: Answer | undefined
  #speaking: ReturnType<typeof setTimeout> | undefined
  readonly #times = new Measurements({ fewest: 5, most: 25 })

  constructor(client: Client, actions: ResultActions) {
    this.#searcher = new Searcher(client)
    this.#actions = actions
    this.#more.addEventListener('click', () => void this.showMore())
  }

  /**
   * Shows the answer unless a newer question was asked meanwhile. Rejects with what the engine
   * rejected with.
   */
  async show(question: Question): Promise<Answer | null> {
    // The same question again, as after a change of the index: as many as were shown.
    const same = JSON.stringify(this.#answer?.question) === JSON.stringify(question)
    const limit = same ? Math.max(pageSize, this.links().length) : pageSize
    const answer = await this.#searcher.ask(question, 0, limit)
    if (answer === null) return null
    const focused = this.#focusedHit()
    this.#answer = answer
    this.#hits.replaceChildren(...this.#items(answer))
    this.#state.replaceChildren(
      ...(answer.total > 0
        ? []
        : activeGroups(question.filters).length > 0
          ? [nothingLeft(() => this.#actions.clearFilters())]
          : [nothingFound(question.q, (q) => this.#actions.suggest(q))]),
    )
    this.#offerMore(answer)
    this.#sayCounts(answer)
    // What is on screen now; it lags behind the field by one answer.
    Object.assign(byId('results').dataset, { q: question.q, sort: question.sort })
    if (focused >= 0) this.links()[Math.min(focused, answer.hits.length - 1)]?.focus()
    return answer
  }

  async showMore(): Promise<void> {
    if (this.#answer === undefined) return
    const shown = this.#hits.childElementCount
    try {
      const answer = await this.#searcher.ask(this.#answer.question, shown)
      if (answer === null) return
      this.#hits.append(...this.#items(answer))
      this.#offerMore(answer)
      this.links()[shown]?.focus()
    } catch (error) {
      this.fail(error, () => void this.showMore())
    }
  }

  /** The error in the place of the hits, with a way out. */
  fail(error: unknown, retry: () => void, title = 'This search failed'): void {
    this.clear()
    this.#state.replaceChildren(errorCard(title, error, 'Try again', retry))
  }

  clear(): void {
    this.#hits.replaceChildren()
    this.#state.replaceChildren()
    this.#more.hidden = true
    setText(byId('counts'), '')
  }

  /** The main links of the hits, in order: what the arrow keys move through. */
  links(): HTMLAnchorElement[] {
    return [...this.#hits.querySelectorAll<HTMLAnchorElement>('.hit-link')]
  }

  #items({ question, hits, offset }: Answer): HTMLElement[] {
    return hits.map((hit, i) =>
      renderHit(hit, { ...this.#actions, explain: () => this.#searcher.explain(question, offset + i) }),
    )
  }

  #focusedHit(): number {
    return this.links().indexOf(document.activeElement as HTMLAnchorElement)
  }

  #offerMore(answer: Answer): void {
    const left = answer.total - this.#hits.childElementCount
    this.#more.hidden = left <= 0 || answer.hits.length === 0
    setText(this.#more, `Show ${Math.min(pageSize, left)} more of ${count(left)}`)
  }

  #sayCounts(answer: Answer): void {
    const { q, sort, filters } = answer.question
    const browsing = q.trim() === ''
    // Narrowed to what has no Baseline, the first ones are not its newest.
    const newest = browsing && sort === '' && activeGroups(filters).length === 0
    const what = `${count(answer.total)} ${browsing ? 'features' : answer.total === 1 ? 'result' : 'results'}`
    const title = byId('results-title')
    title.classList.toggle('visually-hidden', !newest || answer.total === 0)
    setText(title, newest ? 'Newest in Baseline' : 'Results')
    this.#times.note(answer.pageMs)
    const { median } = this.#times
    const read = answer.corrections.length > 0 && el('q', {}, correctedQuery(q, answer.corrections))
    byId('counts').replaceChildren(
      el('b', {}, what),
      ...(read ? [el('span', {}, 'read as ', read)] : []),
      ...(isQuestion(q) && sort === '' ? [el('span', {}, 'a question: any of its words')] : []),
      ...(median === undefined
        ? []
        : [el('span', { class: 'times' }, `median ${milliseconds(median)} of ${this.#times.values.length}`)]),
    )
    clearTimeout(this.#speaking)
    this.#speaking = setTimeout(() => setText(byId('live'), answer.total === 0 ? 'Nothing found' : what), 600)
  }
}

/** The query with the words that were read differently in the place of those that were typed. */
function correctedQuery(q: string, corrections: Answer['corrections']): string {
  return corrections.reduce((text, { typed, readAs }) => text.replace(typed, readAs), q)
}
