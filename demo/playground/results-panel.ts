/** The hits as what their documents hold, matches marked, each with why it is where it is. */
import type { Client, Hit, OffsetResponse, PageResponse, TextPart } from 'seekling'
import { el } from '../dom.ts'
import { describeError } from '../errors.ts'
import { count, milliseconds } from '../format.ts'
import { withMarks } from '../highlight.ts'
import { Measurements } from '../median.ts'
import { whyView } from '../why-view.ts'
import { Panel } from './panel.ts'
import type { Asked } from './search-form.ts'

type Document = Record<string, unknown>
type Answer = OffsetResponse<Document> | PageResponse<Document>

/** Fields of a hit that are shown; the rest is in the answer below. */
const mostFields = 7

export class ResultsPanel extends Panel {
  readonly #client: Client
  readonly #list: HTMLElement
  readonly #raw: HTMLElement
  readonly #times = new Measurements({ fewest: 5, most: 25 })
  #running: AbortController | undefined

  constructor(client: Client) {
    const list = el('ol', { class: 'pg-hits' })
    const raw = el('code')
    super(
      'Hits',
      list,
      el(
        'details',
        { class: 'pg-more' },
        el('summary', {}, 'The whole answer'),
        el('pre', { tabindex: 0, role: 'region', 'aria-label': 'The whole answer' }, raw),
      ),
    )
    this.#client = client
    this.#list = list
    this.#raw = raw
  }

  /** Only the newest question is shown. */
  async show(indexUid: string, asked: Asked): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const index = this.#client.index<Document>(indexUid)
    const before = performance.now()
    try {
      const answer: Answer = await index.search(
        asked.q,
        { showFormattedParts: true, attributesToHighlight: ['*'], ...asked.params },
        { signal: running.signal },
      )
      this.#times.note(performance.now() - before)
      if (running.signal.aborted) return
      this.#list.replaceChildren(...answer.hits.map((hit, i) => this.#item(hit, i, indexUid, asked)))
      this.#raw.textContent = JSON.stringify(answer, undefined, 2)
      this.say(this.#summary(answer))
    } catch (error) {
      if (!running.signal.aborted) this.fail(error)
    }
  }

  fail(error: unknown): void {
    this.#list.replaceChildren()
    const { code, message } = describeError(error)
    this.say(code === '' ? message : `${code}: ${message}`)
  }

  /** There is no document yet. */
  invite(): void {
    this.#list.replaceChildren()
    this.say('Add documents, and search them as you type.')
  }

  #summary(answer: Answer): string {
    const total = 'totalHits' in answer ? answer.totalHits : answer.estimatedTotalHits
    const { median } = this.#times
    const read = (answer.corrections ?? []).map(({ typed, readAs }) => `“${typed}” read as “${readAs}”`)
    const takes =
      median === undefined ? [] : [`median ${milliseconds(median)} of ${this.#times.values.length} searches`]
    return [`${count(total)} ${total === 1 ? 'hit' : 'hits'}`, ...read, ...takes].join(' · ')
  }

  #item(hit: Hit<Document>, place: number, indexUid: string, asked: Asked): HTMLElement {
    const { _formattedParts: parts = {}, ...rest } = hit as Hit<Document> & { _formattedParts?: Document }
    const fields = Object.entries(rest).filter(([name]) => !name.startsWith('_'))
    const rows = fields
      .slice(0, mostFields)
      .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, ...shown(value, parts[name]))])
    const name = nameOf(hit)
    return el(
      'li',
      { class: 'pg-hit' },
      el('dl', {}, ...rows),
      fields.length > mostFields && el('p', { class: 'pg-rest' }, `and ${fields.length - mostFields} more fields`),
      whyView(name, () => this.#explain(indexUid, asked, place)),
    )
  }

  async #explain(indexUid: string, { q, params }: Asked, place: number) {
    const { page: _, hitsPerPage: __, ...others } = params as Document
    const offset = this.#offsetOf(params) + place
    const { hits } = await this.#client
      .index<Document>(indexUid)
      .search(q, { ...others, offset, limit: 2, showRankingScoreDetails: true })
    const [hit, next] = hits
    return {
      details: hit?._rankingScoreDetails ?? {},
      next: next === undefined ? null : { name: nameOf(next), details: next._rankingScoreDetails ?? {} },
    }
  }

  #offsetOf({ page, hitsPerPage, offset }: Document): number {
    if (page === undefined && hitsPerPage === undefined) return Number(offset ?? 0)
    return (Number(page ?? 1) - 1) * Number(hitsPerPage ?? 20)
  }
}

/** The first short text of a document, or its id: what a hit is called. */
function nameOf(document: Document): string {
  const texts = Object.entries(document).filter(([name, value]) => !name.startsWith('_') && typeof value === 'string')
  const named = texts.find(([name]) => /^(name|title|label)$/i.test(name)) ?? texts.find(([name]) => !/id$/i.test(name))
  return String(named?.[1] ?? document.id ?? 'this hit').slice(0, 60)
}

/** `parts` where the engine marked the text; anything else is told as JSON. */
function shown(value: unknown, parts: unknown): (Node | string)[] {
  if (isParts(parts)) return withMarks(parts)
  if (Array.isArray(parts) && parts.length > 0 && parts.every(isParts)) {
    return parts.flatMap((part, i) => [...(i > 0 ? [', '] : []), ...withMarks(part)])
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [text.length > 300 ? `${text.slice(0, 300)}…` : text]
}

const isParts = (value: unknown): value is TextPart[] =>
  Array.isArray(value) && value.length > 0 && value.every((part) => typeof part?.text === 'string' && 'isMatch' in part)
