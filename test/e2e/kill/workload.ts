/**
 * The updates of the kill test, and what they must lead to: a plain Map as the model. Every update
 * changes many documents, so that half of one could not be mistaken for all or nothing of it.
 */
export interface KillDocument {
  readonly id: string
  readonly update: number
  readonly text: string
  readonly extra?: number
}

export type Step =
  | { readonly type: 'add' | 'partial'; readonly documents: readonly KillDocument[] }
  | { readonly type: 'delete'; readonly ids: readonly string[] }
  | { readonly type: 'clear' }
  | { readonly type: 'settings'; readonly searchableAttributes: readonly string[] }
  /** Fails: its last document has no id. */
  | { readonly type: 'bad'; readonly documents: readonly object[] }

const words = ['solar', 'lunar', 'stellar', 'planet', 'comet', 'meteor', 'orbit', 'galaxy', 'nebula', 'quasar']

/** What is searched for: a query with few enough hits to see them all. */
export const phrase = '"solar lunar"'
export const isHit = ({ text }: KillDocument): boolean => text.includes('solar lunar')

/**
 * Step n (from 1), the same in every run. Overlapping ids, so that replacing, merging and deleting
 * all have something to do.
 */
export function stepOf(n: number, size: number): Step {
  const first = (n * 37) % 200
  const documents = Array.from({ length: size }, (_, i) => ({
    id: `d${first + i}`,
    update: n,
    text: Array.from({ length: 12 }, (_unused, w) => words[(n * 7 + i * 3 + w * w) % words.length]).join(' '),
  }))
  switch (n % 10) {
    case 3:
      return { type: 'partial', documents: documents.map((document) => ({ ...document, extra: n })) }
    case 5:
      return { type: 'delete', ids: documents.slice(0, size / 2).map(({ id }) => id) }
    case 7:
      return { type: 'bad', documents: [...documents, { name: 'no id here' }] }
    case 8:
      return { type: 'settings', searchableAttributes: n % 20 === 8 ? ['text'] : ['text', 'id'] }
    case 9:
      return isClear(n) ? { type: 'clear' } : { type: 'add', documents }
    default:
      return { type: 'add', documents }
  }
}

/**
 * Nothing is left of the steps before it: a model after thousands of steps is made at once.
 */
function lastClear(steps: number): number {
  let n = steps
  while (n > 1 && !isClear(n)) n--
  return Math.max(1, n)
}

const isClear = (n: number): boolean => n % 30 === 9

/** The documents after steps 1 .. `steps`. */
export function modelAfter(steps: number, size: number): Map<string, KillDocument> {
  const documents = new Map<string, KillDocument>()
  for (let n = lastClear(steps); n <= steps; n++) {
    const step = stepOf(n, size)
    if (step.type === 'add') for (const document of step.documents) documents.set(document.id, document)
    else if (step.type === 'partial')
      for (const document of step.documents) documents.set(document.id, { ...documents.get(document.id), ...document })
    else if (step.type === 'delete') for (const id of step.ids) documents.delete(id)
    else if (step.type === 'clear') documents.clear()
  }
  return documents
}

/** One text for one state, whatever the order of documents and keys. */
export function fingerprint(documents: Iterable<object>): string {
  const lines = [...documents].map((document) =>
    JSON.stringify(Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
  return lines.sort().join('\n')
}
