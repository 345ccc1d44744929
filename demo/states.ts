/**
 * What stands in the place of hits: grey lines while waiting, nothing found, an error with a way
 * out.
 */
import { button, el } from './dom.ts'
import { describeError } from './errors.ts'

/** A misspelt word and a question among them: both are what people type. */
const suggestions = ['adEventListner', 'how do I center a dialog?', 'container query', ':has', 'fetch', 'subgrid']

export function suggestionChips(suggest: (q: string) => void): HTMLElement[] {
  return suggestions.map((q) => button(q, 'suggestion', () => suggest(q)))
}

/** CSS shows these only when the wait is long enough to be noticed. */
export function skeletonLines(): HTMLElement[] {
  const line = () => el('li', { class: 'hit skeleton', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'))
  return [line(), line(), line(), line()]
}

export function nothingFound(q: string, suggest: (q: string) => void): HTMLElement {
  return el(
    'div',
    { class: 'state' },
    el('h2', {}, 'Nothing found for ', el('q', {}, q.trim())),
    el('p', {}, 'Typing errors are forgiven, so this is probably called something else. Try one of these:'),
    el('div', { class: 'suggestions' }, ...suggestionChips(suggest)),
  )
}

export function nothingLeft(clear: () => void): HTMLElement {
  return el(
    'div',
    { class: 'state' },
    el('h2', {}, 'Nothing is left'),
    el('p', {}, 'No feature meets all of these filters.'),
    button('Clear filters', 'primary', clear),
  )
}

export function errorCard(title: string, error: unknown, wayOut: string, takeIt: () => void): HTMLElement {
  const { code, message } = describeError(error)
  return el(
    'div',
    { class: 'state error', role: 'alert' },
    el('h2', {}, title),
    el('p', {}, message),
    code !== '' && el('p', {}, el('code', {}, code)),
    button(wayOut, 'primary', takeIt),
  )
}
