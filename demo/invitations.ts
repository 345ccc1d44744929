/**
 * Three invitations to lose something: kill the worker, cut the network, open a second tab. Each
 * says what would be lost elsewhere, and shows afterwards that nothing was.
 */
import type { Client } from 'seekling'
import { button, byId, el, setText } from './dom.ts'
import { describeError } from './errors.ts'
import { type Feature, indexUid, ownFeature, ownIdPrefix } from './feature.ts'
import { count } from './format.ts'
import { canCut, cutNetwork, mendNetwork, offlineState } from './offline.ts'
import type { QueueActions } from './queue-actions.ts'
import { fetchTheRest } from './seed.ts'

/** Added by the second tab, found by the first. */
const greetingId = `${ownIdPrefix}second-tab`

interface Card {
  readonly element: HTMLElement
  say(text: string, isProof?: boolean): void
}

export class Invitations {
  readonly #client: Client
  readonly #offline: Card
  readonly #tab: Card
  readonly #cut = button('Go offline', 'primary', () => void this.#toggleNetwork())
  #isCut = false
  #askedFor: number | null = null

  constructor(client: Client, actions: QueueActions) {
    this.#client = client
    const kill = card('Kill it', 'Elsewhere a crash in the middle of a write leaves half an index, or none.', [
      button('Kill the worker now', 'primary', () => {
        void actions.kill((text, isProof) => kill.say(text, isProof))
      }),
    ])
    this.#offline = card(
      'Go offline',
      'Elsewhere the search box is dead without its server, or without the next download.',
      canCut ? [this.#cut] : [],
    )
    this.#tab = card(
      'Open a second tab',
      'Elsewhere it loads an index of its own, or is locked out of the first one.',
      [this.#secondTab()],
    )
    byId('invitations').append(kill.element, this.#offline.element, this.#tab.element)
    client.on('version', ({ indexUid: changed }) => changed === indexUid && void this.#lookForGreeting())
  }

  /** Told when the page is ready: whether it was opened without a network. */
  async showOffline(documents: number): Promise<void> {
    if (!canCut) return this.#offline.say('Cut the network yourself, reload and search on.')
    const state = await offlineState()
    if (!state?.isCut) return
    this.#showCut(true)
    const refused = `${count(state.refused)} ${state.refused === 1 ? 'request was' : 'requests were'} refused`
    this.#offline.say(
      `The network is cut, and this page was opened again: ${count(documents)} features are here; ${refused}, none was needed. Search on.`,
      true,
    )
  }

  /** In the second tab itself. */
  async greet(actions: QueueActions): Promise<void> {
    this.#tab.say('This is the second tab. It writes into the queue that both share …')
    const updateId = await actions.write(greeting())
    this.#tab.say(`This is the second tab. It wrote update ${updateId}; look at the first one.`, true)
  }

  #secondTab(): HTMLElement {
    const link = el(
      'a',
      { class: 'button primary', href: '?tab=2&q=second%20tab', target: '_blank', rel: 'noopener' },
      'Open a second tab',
    )
    link.addEventListener('click', () => {
      this.#askedFor = Date.now()
    })
    return link
  }

  async #lookForGreeting(): Promise<void> {
    const since = this.#askedFor
    if (since === null) return
    const index = this.#client.index<Feature>(indexUid)
    const found = await index.getDocument(greetingId).catch(() => null)
    if (found === null || Date.parse(found.path) < since) return
    this.#askedFor = null
    const { numberOfDocuments } = await index.getStats()
    this.#tab.say(
      `The second tab added “${found.name}”, and this one finds it without a reload: one index of ${count(numberOfDocuments)} documents, one queue.`,
      true,
    )
  }

  async #toggleNetwork(): Promise<void> {
    this.#cut.disabled = true
    try {
      if (this.#isCut) {
        await mendNetwork()
        this.#showCut(false)
        this.#offline.say('The network is back.')
      } else {
        this.#offline.say('What is missing for offline is fetched first …')
        await fetchTheRest(this.#client, (part) =>
          this.#offline.say(`What is missing for offline is fetched first: ${part} % is here.`),
        )
        this.#offline.say('All of it is here. The network is cut, and the page opened again …')
        await cutNetwork()
        location.reload()
      }
    } catch (error) {
      this.#offline.say(describeError(error).message)
    } finally {
      this.#cut.disabled = false
    }
  }

  #showCut(isCut: boolean): void {
    this.#isCut = isCut
    setText(this.#cut, isCut ? 'Go online again' : 'Go offline')
  }
}

function card(title: string, elsewhere: string, buttons: readonly HTMLElement[]): Card {
  const proof = el('p', { class: 'proof', role: 'status' })
  return {
    element: el('article', { class: 'invitation' }, el('h3', {}, title), el('p', {}, elsewhere), ...buttons, proof),
    say(text, isProof = false) {
      proof.classList.toggle('proven', isProof)
      setText(proof, text)
    },
  }
}

/** Its path says when it was written: the first tab waits for one that is newer than its click. */
const greeting = (): Feature =>
  ownFeature({
    id: greetingId,
    name: 'Greeting from the second tab',
    path: new Date().toISOString(),
    words: 'greeting second tab',
    description: 'Written by another tab, into the index that both share.',
  })
