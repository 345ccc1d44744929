/**
 * "Why is this here?" under a hit: closed at first, since a reader wants one of them; its answer is
 * asked for when it is opened.
 */
import { el } from './dom.ts'
import { describeError } from './errors.ts'
import { type Details, type Reason, reasonsFor, verdict } from './why.ts'

export interface Explained {
  readonly details: Details
  /** The hit below: what it is called, and what the rules say of it. */
  readonly next: { readonly name: string; readonly details: Details } | null
}

/** `name`: of the hit, for those who hear the page. */
export function whyView(name: string, explain: () => Promise<Explained>): HTMLDetailsElement {
  const body = el('div', { class: 'why-body' })
  const view = el(
    'details',
    { class: 'why' },
    el('summary', {}, 'Why here', el('span', { class: 'visually-hidden' }, `: ${name}`)),
    body,
  )
  view.addEventListener('toggle', () => {
    if (!view.open || body.childElementCount > 0) return
    explain().then(
      ({ details, next }) => {
        const reasons = reasonsFor(details, next?.details ?? null)
        body.replaceChildren(el('p', {}, verdict(reasons, next?.name ?? null)), list(reasons))
      },
      (error: unknown) => body.replaceChildren(el('p', {}, describeError(error).message)),
    )
  })
  return view
}

function list(reasons: readonly Reason[]): HTMLElement {
  return el(
    'ol',
    { class: 'reasons' },
    ...reasons.map(({ rule, says, score, decides }) =>
      el(
        'li',
        { class: decides ? 'decides' : '' },
        el('code', {}, rule),
        el('span', { class: 'says' }, says, decides && el('b', {}, ' – decides')),
        score === null
          ? el('span', { class: 'score' }, '')
          : el('span', { class: 'score', title: 'Score of this rule, of 1 at most' }, score.toFixed(2)),
      ),
    ),
  )
}
