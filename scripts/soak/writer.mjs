/**
 * One writer of the soak: its own documents, one change after the other from one tab, each followed
 * by searches in this tab and another after both were told that it is done.
 */

/**
 * Told where the storage, the tab or the database goes away under a call; anything else is a fault.
 */
const borne = [
  'worker_failed',
  'io_error',
  'storage_unavailable',
  'storage_blocked',
  'database_replaced',
  'client_closed',
  'task_not_found',
  'index_not_found',
]
const full = 'no_space_left_on_device'
const goneTab = /tab is gone|closed|crashed|destroyed|navigat/i

const pick = (list) => list[Math.floor(Math.random() * list.length)]
const some = (list, most) => [
  ...new Set(Array.from({ length: 1 + Math.floor(Math.random() * most) }, () => pick(list))),
]

export class Writer {
  #soak
  #nth
  #ids

  constructor(soak, nth) {
    this.#soak = soak
    this.#nth = nth
    this.#ids = Array.from({ length: 40 }, (_, i) => `w${nth}x${i}`)
  }

  async run(until) {
    while (Date.now() < until) {
      await this.#soak.browser.ready()
      await this.#change()
    }
  }

  /** The code of what a page threw, or `gone` where there is no page any more. */
  #codeOf(thrown) {
    const { message } = /** @type {Error} */ (thrown)
    if (goneTab.test(message)) return 'gone'
    return /code=(\w+)/.exec(message)?.[1] ?? this.#soak.fault('errors', `a page threw ${message}`) ?? 'unknown'
  }

  async #change() {
    const { browser, model, counts } = this.#soak
    const tab = browser.tabs[this.#nth]
    const ids = some(this.#ids, 12)
    const isDeletion = Math.random() < 0.25
    const value = isDeletion ? null : ++this.#soak.lastValue
    const change = model.begin(ids, value)
    const { era } = model
    const { stops } = tab
    const started = Date.now()
    let updateId = 0
    try {
      updateId = await tab.run(send, { ids, value, words: 5 + Math.floor(Math.random() * 200) })
    } catch (thrown) {
      const code = this.#codeOf(thrown)
      model.end(change, code === full ? 'none' : 'maybe')
      if (code === full) counts.refused++
      else if (code !== 'gone' && !borne.includes(code)) this.#soak.fault('errors', `a write rejected with ${code}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      return
    }
    counts.updates++
    this.#soak.trace(`writer ${this.#nth}: update ${updateId} of ${value} to ${ids.join(' ')}, era ${era}`)
    const status = await this.#outcome(updateId, era)
    this.#soak.trace(`writer ${this.#nth}: update ${updateId} ${status}`)
    if (status === 'processed') model.end(change, 'done')
    else if (status === full) model.end(change, 'none')
    else {
      model.end(change, 'maybe')
      if (status === 'lost' && era === model.era)
        this.#soak.fault('lost', `update ${updateId} was acknowledged and is gone`)
      return
    }
    if (tab.stops === stops && era === model.era)
      counts.longestWaitMs = Math.max(counts.longestWaitMs, Date.now() - started)
    for (const reader of new Set([tab, pick(browser.tabs)])) {
      if (era === model.era) await this.#look(reader, updateId, pick(ids))
    }
  }

  /** What became of an update that was acknowledged; asked in another tab when this one goes. */
  async #outcome(updateId, era) {
    for (let attempt = 0; ; attempt++) {
      const { browser, model } = this.#soak
      await browser.ready()
      const tab = attempt === 0 ? browser.tabs[this.#nth] : pick(browser.tabs)
      if (tab.frozen && attempt > 0) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        continue
      }
      const { stops } = tab
      try {
        return await tab.run(waited, { updateId, timeOutMs: this.#soak.patienceMs })
      } catch (thrown) {
        const code = this.#codeOf(thrown)
        if (era !== model.era) return 'overtaken'
        if (code === 'task_not_found' || code === 'database_replaced') return 'lost'
        if (code === 'wait_timeout' && tab.stops === stops)
          this.#soak.fault('hung', `update ${updateId} was not done in time`)
        else if (code !== 'gone' && code !== 'wait_timeout' && !borne.includes(code))
          this.#soak.fault('errors', `a wait rejected with ${code}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
        if (attempt > 100) return 'unknown'
      }
    }
  }

  /** Who has been told that the update is done finds it. */
  async #look(tab, updateId, id) {
    const { model, counts } = this.#soak
    if (tab.frozen) return
    const { era } = model
    try {
      const watched = model.watch(id)
      const found = await tab.run(search, { updateId, id })
      if (era !== model.era) return
      counts.searches++
      const allowed = watched()
      if (found.length > 1) this.#soak.fault('doubled', `${id} is found ${found.length} times`)
      const value = found.length === 0 ? null : found[0]
      if (!allowed.has(value)) this.#soak.fault('stale', `${id} is ${value}, and may be ${[...allowed].join(', ')}`)
    } catch (thrown) {
      const code = this.#codeOf(thrown)
      if (code !== 'gone' && !borne.includes(code)) this.#soak.fault('errors', `a search rejected with ${code}`)
      if (code === 'task_not_found' && era === model.era)
        this.#soak.fault('lost', `update ${updateId} is not known any more`)
    }
  }
}

/* The following run in the page; an error crosses to here by its message. */

async function send({ ids, value, words }) {
  const index = window.client.index('soak')
  try {
    if (value === null) return (await index.deleteDocuments(ids)).updateId
    const text = Array.from({ length: words }, (_, i) => `word${(value * 31 + i * 7) % 997}`).join(' ')
    return (
      await index.addDocuments(
        ids.map((id) => ({ id, value, text })),
        { primaryKey: 'id' },
      )
    ).updateId
  } catch (thrown) {
    throw new Error(`code=${thrown.code} ${thrown.message}`)
  }
}

async function waited({ updateId, timeOutMs }) {
  try {
    const update = await window.client.waitForPendingUpdate(updateId, { timeOutMs })
    // A deletion where there is no index yet finds nothing to delete.
    if (update.status === 'processed' || update.errorCode === 'index_not_found') return 'processed'
    return update.errorCode
  } catch (thrown) {
    throw new Error(`code=${thrown.code} ${thrown.message}`)
  }
}

async function search({ updateId, id }) {
  try {
    await window.client.waitForPendingUpdate(updateId)
    const answer = await window.client.index('soak').search(`"${id}"`, { attributesToSearchOn: ['id'], limit: 100 })
    return answer.hits.filter((hit) => hit.id === id).map((hit) => hit.value)
  } catch (thrown) {
    if (thrown.code === 'index_not_found') return []
    throw new Error(`code=${thrown.code} ${thrown.message}`)
  }
}
