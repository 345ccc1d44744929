/**
 * The element itself in every engine, over real workers and the index of a small site: what it
 * shows, what its page may change about it, and keys that have no driver.
 */
import { afterEach, expect, test, vi } from 'vitest'
import { type SearchDetail, SeeklingSearch, type SelectDetail } from '../../src/search-box/entry.ts'

afterEach(() => {
  for (const box of document.querySelectorAll('seekling-search')) box.remove()
  document.documentElement.lang = 'en'
  localStorage.clear()
})

/** A box in the page, with children made of `html`. */
function boxWith(attributes: Record<string, string> = {}, html = ''): SeeklingSearch {
  const box = document.createElement('seekling-search')
  expect(box).toBeInstanceOf(SeeklingSearch)
  for (const [name, value] of Object.entries({ index: '/docs-site/', ...attributes })) box.setAttribute(name, value)
  box.innerHTML = html
  document.body.append(box)
  return box
}

const inside = <Found extends HTMLElement = HTMLElement>(box: SeeklingSearch, selector: string): Found[] => [
  ...(box.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
]
const inputOf = (box: SeeklingSearch) => inside<HTMLInputElement>(box, 'input')[0]
const textOf = (box: SeeklingSearch, part: string) =>
  inside(box, `[part~=${part}]`).map(({ textContent }) => textContent)
const activeOf = (box: SeeklingSearch) => inside(box, '[aria-selected=true] [part=title]')[0]?.textContent
const said = (box: SeeklingSearch, text: string) =>
  vi.waitFor(() => expect(inside(box, '[role=status]')[0].textContent?.trim()).toBe(text), { timeout: 60_000 })

function type(box: SeeklingSearch, query: string): void {
  const input = inputOf(box)
  input.value = query
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
}

function press(box: SeeklingSearch, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more })
  inputOf(box).dispatchEvent(event)
  return event
}

test('a header that cuts off what hangs out of it does not cut off the results of a field in it', async () => {
  const box = boxWith({ mode: 'inline' })
  const header = document.createElement('header')
  header.style.cssText = 'overflow: hidden; height: 80px; position: sticky; top: 0; transform: translateX(30px)'
  const page = document.createElement('div')
  page.style.height = '4000px'
  box.before(header, page)
  header.append(box)
  try {
    type(box, 'routes')
    await said(box, '1 result')
    const [last] = inside(box, '[role=option]').slice(-1)
    const isSeen = () => {
      const { left, top } = last.getBoundingClientRect()
      const [input, popup] = [inputOf(box), inside(box, '[part=panel]')[0]].map((part) => part.getBoundingClientRect())
      expect(document.elementFromPoint(left + 5, top + 5)).toBe(box)
      expect(popup.top - input.bottom).toBeLessThan(10)
      expect(Math.abs(popup.left - inside(box, '[part=field]')[0].getBoundingClientRect().left)).toBeLessThan(1)
    }
    isSeen()
    // What scrolls the field takes the results along.
    header.style.position = 'static'
    scrollTo(0, 20)
    await vi.waitFor(isSeen)
    press(box, 'Escape')
    expect(inside(box, '[part=panel]')[0].matches(':popover-open')).toBe(false)
  } finally {
    header.remove()
    page.remove()
  }
})

test('a dialog is opened, asked, gone through by keys, and followed', async () => {
  const box = boxWith()
  const heard: (SearchDetail | SelectDetail)[] = []
  const hear = (event: CustomEvent<SearchDetail> | CustomEvent<SelectDetail>) => heard.push(event.detail)
  document.body.addEventListener('seekling-search', hear)
  document.body.addEventListener('seekling-select', (event) => {
    hear(event)
    event.preventDefault()
  })
  const [dialog] = inside<HTMLDialogElement>(box, 'dialog')
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }))
  expect(dialog.open).toBe(true)
  expect(box.shadowRoot?.activeElement).toBe(inputOf(box))
  type(box, 'routes')
  await said(box, '1 result')
  expect(textOf(box, 'title')).toEqual(['Routing', 'Dynamic routes', 'Middleware', 'Redirects'])
  expect(textOf(box, 'mark')).toContain('routes')
  expect(inputOf(box).getAttribute('aria-expanded')).toBe('true')
  const first = activeOf(box)
  expect(press(box, 'ArrowDown').defaultPrevented).toBe(true)
  expect(activeOf(box)).not.toBe(first)
  press(box, 'Home')
  expect(activeOf(box)).toBe('Routing')
  press(box, 'ArrowUp')
  expect(activeOf(box)).toBe('Redirects')
  const [active] = inside(box, '[aria-selected=true]')
  expect(inputOf(box).getAttribute('aria-activedescendant')).toBe(active.id)
  press(box, 'Enter')
  await vi.waitFor(() => expect(dialog.open).toBe(false))
  expect(heard).toEqual([
    { query: 'routes', hits: [expect.objectContaining({ page: '/docs/en-2.html', title: 'Routing' })], totalPages: 1 },
    { query: 'routes', url: new URL('/docs/en-2.html#redirects', location.href).href, position: 3 },
  ])
  expect(JSON.stringify(heard)).not.toContain('_formatted')
  // It was chosen, so it is remembered.
  box.open()
  type(box, '')
  expect(textOf(box, 'query')).toEqual(['routes'])
  press(box, 'Escape')
  expect(dialog.open).toBe(false)
})

test('the keys of an input method are its own, and what it has composed so far is searched', async () => {
  const box = boxWith()
  box.open()
  type(box, 'middle')
  await said(box, '1 result')
  const before = activeOf(box)
  for (const key of ['ArrowDown', 'Enter', 'Escape']) {
    expect(press(box, key, { isComposing: true }).defaultPrevented).toBe(false)
  }
  // Safari ends the composition before it tells of the key that ended it.
  expect(press(box, 'Enter', { keyCode: 229 }).defaultPrevented).toBe(false)
  expect(activeOf(box)).toBe(before)
  expect(inside<HTMLDialogElement>(box, 'dialog')[0].open).toBe(true)
})

test('what the page brings along: a button, an empty state, a footer, a template', async () => {
  const box = boxWith(
    {},
    `<b slot="button">Find</b><i slot="empty">Ask me</i><u slot="footer">Help</u>
    <template slot="result"><span part="own" data-seekling="title"></span><span part="what" data-seekling="excerpt"></span>
      <span part="meta" data-seekling="meta.description"></span><span part="none" data-seekling="no.such.field"></span>
      <img part="image" data-seekling="section" alt=""><img part="image" data-seekling="version" alt=""></template>`,
  )
  const slotted = (name: string) =>
    inside<HTMLSlotElement>(box, `slot[name=${name}]`)[0]
      .assignedElements()
      .map(({ textContent }) => textContent)
  expect(['button', 'empty', 'footer'].map(slotted)).toEqual([['Find'], ['Ask me'], ['Help']])
  box.open()
  type(box, 'middleware')
  await said(box, '1 result')
  expect(textOf(box, 'own')).toEqual(['Routing', 'Middleware'])
  expect(textOf(box, 'what')).toEqual(['Middleware runs before a route is rendered and may answer in its place.'])
  expect(inside(box, '[part=own] mark').map(({ textContent }) => textContent)).toEqual(['Middleware'])
  expect(textOf(box, 'meta')).toHaveLength(2)
  expect(textOf(box, 'none')).toEqual([])
  expect(inside<HTMLImageElement>(box, 'img').map(({ src }) => new URL(src).pathname)).toContain('/Middleware')
})

test('a field in the page opens below itself, filters, and closes when it is left', async () => {
  const box = boxWith({ mode: 'inline', limit: '3', recent: 'off' })
  const [popup] = inside(box, '[part=panel]')
  box.open()
  expect(popup.hidden).toBe(true)
  type(box, 'caching')
  await said(box, '24 results')
  expect(popup.hidden).toBe(false)
  const isOnPage = () => {
    const { left, right } = popup.getBoundingClientRect()
    return left >= 0 && right <= document.documentElement.clientWidth
  }
  expect(isOnPage()).toBe(true)
  Object.assign(box.style, { width: '100px', marginLeft: 'calc(100vw - 130px)' })
  press(box, 'Escape')
  press(box, 'ArrowDown')
  expect(isOnPage()).toBe(true)
  expect(textOf(box, 'chip')).toEqual(['1.012', '2.012'])
  // Safari gives no focus to a button: the field would lose it, and the popup close.
  const down = new MouseEvent('mousedown', { bubbles: true, cancelable: true, composed: true })
  inside(box, '[part~=chip]')[1].dispatchEvent(down)
  expect(down.defaultPrevented).toBe(true)
  inside(box, '[part~=chip]')[1].click()
  await said(box, '12 results')
  expect(inside(box, '[part~=chosen]').map((chip) => chip.getAttribute('aria-pressed'))).toEqual(['true'])
  expect(textOf(box, 'chip')).toEqual(['1.012', '2.012'])
  const [more] = inside(box, '[part~=more]')
  more.click()
  await vi.waitFor(() => expect(inside(box, '[role=option]')).toHaveLength(6))
  press(box, 'Escape')
  expect(popup.hidden).toBe(true)
  press(box, 'ArrowDown')
  expect(popup.hidden).toBe(false)
  inputOf(box).blur()
  expect(popup.hidden).toBe(true)
})

test('a page in another language is searched and spoken to in it; attributes may change at any time', async () => {
  const box = boxWith()
  expect(textOf(box, 'button-label')).toEqual(['Search'])
  // As a router does that goes to another language's pages.
  document.documentElement.lang = 'de-AT'
  await vi.waitFor(() => expect(textOf(box, 'button-label')).toEqual(['Suchen']))
  box.open()
  type(box, 'paket')
  await said(box, '1 Ergebnis')
  expect(textOf(box, 'close')).toEqual(['Schließen'])
  box.lang = 'en'
  await vi.waitFor(() => expect(textOf(box, 'button-label')).toEqual(['Search']))
  box.open()
  expect(inputOf(box).value).toBe('paket')
  type(box, 'paket configuration')
  await said(box, '1 result')
  box.setAttribute('mode', 'inline')
  await vi.waitFor(() => expect(inside(box, 'dialog')).toEqual([]))
  expect(inputOf(box).value).toBe('paket configuration')
})

test('what is wrong with a folder is said, to the visitor and to the developer', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const box = boxWith({ index: '/no-such-folder-here/', fill: 'used' })
  box.open()
  type(box, 'anything')
  await said(box, 'Search failed')
  expect(textOf(box, 'action')).toEqual(['Try again'])
  expect(error).toHaveBeenCalledWith(
    '<seekling-search>: the search failed.',
    expect.objectContaining({ code: expect.any(String) }),
  )
  warn.mockRestore()
  error.mockRestore()
})
