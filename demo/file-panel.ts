/**
 * Under the queue: both ways to an index with the medians of their times, a dump to download, and
 * a place to drop one.
 */
import { button, el, setText } from './dom.ts'
import type { FileActions } from './file-actions.ts'
import { seconds } from './format.ts'
import { onTimesChange, timeOf } from './times.ts'

type Way = 'files' | 'documents'

const ways: Readonly<Record<Way, string>> = {
  files: 'Attached as files',
  documents: 'Built here from the documents',
}

export class FilePanel {
  readonly #actions: FileActions
  readonly #message = el('p', { class: 'queue-message', role: 'status' })
  readonly #progress = el('progress', { max: 1, 'aria-label': 'Dump', hidden: true })
  readonly #times = el('dl', { class: 'ways' })
  readonly element: HTMLElement

  constructor(actions: FileActions) {
    this.#actions = actions
    actions.onMessage = (text) => setText(this.#message, text)
    actions.onProgress = (part) => this.#showProgress(part)
    const input = el('input', { type: 'file', id: 'dump-file', class: 'visually-hidden' })
    input.addEventListener('change', () => {
      const [file] = input.files ?? []
      if (file) void actions.importDump(file)
      input.value = ''
    })
    const drop = el('label', { for: 'dump-file', class: 'drop' }, 'Drop a dump here, or choose a file')
    this.element = el(
      'section',
      { class: 'files', 'aria-labelledby': 'files-title' },
      el('h3', { id: 'files-title' }, 'Where the index comes from'),
      this.#times,
      el(
        'div',
        { class: 'queue-buttons' },
        button('Build it here', '', () => void actions.buildHere()),
        button('Attach the files', '', () => void actions.attachFiles()),
        button('Download a dump', '', () => void actions.downloadDump()),
      ),
      input,
      drop,
      this.#progress,
      this.#message,
    )
    this.#takeDrops(drop)
    onTimesChange(() => this.#showTimes())
    this.#showTimes()
  }

  #takeDrops(drop: HTMLElement): void {
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
      this.element.addEventListener(type, (event) => {
        event.preventDefault()
        drop.classList.toggle('over', type === 'dragenter' || type === 'dragover')
        const [file] = type === 'drop' ? (event.dataTransfer?.files ?? []) : []
        if (file) void this.#actions.importDump(file)
      })
    }
  }

  #showProgress(part: number | null): void {
    this.#progress.hidden = part === null
    if (part !== null) this.#progress.value = Math.min(1, part)
  }

  #showTimes(): void {
    const measured = (Object.keys(ways) as Way[]).map((way) => [way, timeOf(way)] as const)
    const longest = Math.max(...measured.map(([, { median }]) => median ?? 0), 0.001)
    this.#times.replaceChildren(
      ...measured.map(([way, { median, times }]) =>
        el(
          'div',
          {},
          el('dt', {}, ways[way]),
          el(
            'dd',
            { 'data-way': way },
            median === undefined ? `done ${times} of 3 times` : `${seconds(median)}, median of ${times}`,
          ),
          el('meter', { max: longest, value: median ?? 0, 'aria-hidden': 'true' }),
        ),
      ),
    )
  }
}
