/**
 * Sets the page up around the engine: first an answer for what is asked, then everything else. On a
 * second visit that answer comes from the stored index; nothing is fetched or indexed before it.
 */
import './start.ts' // before anything else runs: the engine's worker loads meanwhile
import type { Client } from 'seekling'
import { AddForm } from './add-form.ts'
import { connectCopy } from './copy-code.ts'
import type { DataInfo } from './data.ts'
import { byId, setText } from './dom.ts'
import { codeOf, describeError } from './errors.ts'
import { indexUid } from './feature.ts'
import { FileActions } from './file-actions.ts'
import { FilePanel } from './file-panel.ts'
import { FilterPanel } from './filter-panel.ts'
import { FirstVisit } from './first-visit.ts'
import { count, milliseconds } from './format.ts'
import { Invitations } from './invitations.ts'
import { QueueActions } from './queue-actions.ts'
import { connectQueueDrawer } from './queue-drawer.ts'
import { QueuePanel } from './queue-panel.ts'
import { Results } from './results.ts'
import { SearchBox } from './search-box.ts'
import { seed } from './seed.ts'
import { opening, startedAt } from './start.ts'
import { errorCard, skeletonLines, suggestionChips } from './states.ts'
import { connectThemeToggle } from './theme.ts'
import { noteTime, timeOf } from './times.ts'
import { Updates } from './updates.ts'

void start()

async function start(): Promise<void> {
  if (document.readyState === 'loading') {
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }))
  }
  connectThemeToggle(byId<HTMLButtonElement>('theme-toggle'))
  connectQueueDrawer()
  connectCopy(byId<HTMLButtonElement>('copy-code'), () => byId('code').textContent ?? '')
  byId('hits').replaceChildren(...skeletonLines())
  try {
    await run(await opening)
  } catch (error) {
    byId('hits').replaceChildren()
    byId('state').replaceChildren(errorCard('The search could not start', error, 'Reload', () => location.reload()))
  }
}

async function run(client: Client): Promise<void> {
  let searchable = true
  const searchFor = (q: string) => box.set(q)
  const results = new Results(client, {
    remove: (feature) => void actions.remove(feature.id),
    suggest: searchFor,
    clearFilters: () => filters.clear(),
  })
  const filters = new FilterPanel(() => box.refresh())
  const box = new SearchBox({ change: () => void ask(), links: () => results.links() }, () => filters.filters)
  const updates = new Updates(client)
  const actions = new QueueActions(client, updates, searchFor)
  const invitations = new Invitations(client, actions)

  /** True when this question got its answer: no error, and none newer was asked. */
  async function ask(): Promise<boolean> {
    if (!searchable) return false
    try {
      const answer = await results.show(box.question)
      if (answer !== null) filters.show(answer.counts)
      if (answer !== null && answer.total > 0) offerSuggestions()
      return answer !== null
    } catch (error) {
      if (codeOf(error) !== 'index_not_found') results.fail(error, () => void ask())
      return false
    }
  }

  const answering = ask().then((answered) => ({ answered, readyMs: performance.now() - startedAt }))
  const [{ answered, readyMs }, documents] = await Promise.all([answering, documentsIn(client)])
  if (documents > 0 && answered) noteTime('visit', readyMs / 1000)
  const ready = readyLine(documents)
  if (documents === 0) stopSearching()
  else if (answered) sayReady(ready)

  const firstVisit = new FirstVisit()
  updates.onChange((seen) => firstVisit.follow(seen))
  client.on('version', ({ indexUid: changed }) => changed === indexUid && void ask())
  client.on('status', ({ state, message }) => {
    const isWorse = state === 'memory-only' || state === 'storage-lost'
    showNotice(isWorse ? new Error(message) : null)
    if (!isWorse) void ask()
  })
  client.on('transfer', ({ type, status, progress }) => {
    if (type !== 'snapshot-fill' || status === 'failed') return
    if (status === 'done') sayKept('all of it is here and works offline')
    else if (progress)
      sayKept(`${Math.floor((100 * progress.done) / Math.max(1, progress.total))} % is here for offline`)
  })
  new QueuePanel(
    updates,
    actions,
    new AddForm((document) => void actions.add(document)),
    new FilePanel(new FileActions(client)),
  )
  updates.load().catch(showNotice)
  await fill()
  await invitations.showOffline(await documentsIn(client))
  if (new URLSearchParams(location.search).get('tab') === '2') await invitations.greet(actions)

  async function fill(): Promise<void> {
    if (!searchable) results.clear()
    try {
      const { info, state } = await seed(client, documents, (step) => {
        if (step.name !== 'download') stopSearching()
        firstVisit.show(step)
      })
      searchable = true
      if (info !== undefined) showSources(info)
      if (state === 'kept') return sayReady(`${ready} · nothing re-indexed`)
      await ask()
      firstVisit.hide()
      const features = `${count(info?.documents ?? 0)} features`
      sayReady(
        state === 'attached'
          ? `${features} attached · a search fetches what it needs`
          : `${features} indexed · the next visit starts at once`,
      )
    } catch (error) {
      firstVisit.hide()
      if (searchable) showNotice(error)
      else results.fail(error, () => void fill(), 'The index could not be fetched')
    }
  }

  /** Once there is something to find. */
  function offerSuggestions(): void {
    const place = byId('suggestions')
    if (place.childElementCount === 0) place.append(...suggestionChips(searchFor))
  }

  function stopSearching(): void {
    searchable = false
    results.clear()
  }
}

async function documentsIn(client: Client): Promise<number> {
  try {
    return (await client.index(indexUid).getStats()).numberOfDocuments
  } catch (error) {
    if (codeOf(error) === 'index_not_found') return 0
    throw error
  }
}

/** With what a visit takes until its first answer, once there were enough of them. */
function readyLine(documents: number): string {
  const { median, times } = timeOf('visit')
  const takes = median === undefined ? '' : ` · ready in ${milliseconds(median * 1000)}, median of ${times} visits`
  return `${count(documents)} features${takes}`
}

function sayReady(text: string): void {
  setText(byId('ready'), text)
}

/** How much of what was attached is stored. */
function sayKept(text: string): void {
  setText(byId('kept'), `· ${text}`)
}

function showSources(info: DataInfo): void {
  setText(byId('bcd-version'), ` ${info.sources['browser-compat-data']}`)
  setText(byId('web-features-version'), ` ${info.sources['web-features']}`)
}

function showNotice(error: unknown): void {
  const notice = byId('notice')
  notice.hidden = error === null
  setText(notice, error === null ? '' : describeError(error).message)
}
