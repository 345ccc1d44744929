/** What kind of file was dropped, by its name and its first bytes. Pure. */

export type FileKind = 'json' | 'ndjson' | 'csv' | 'dump'

/** `head`: the first few thousand bytes. */
export function kindOf(name: string, head: Uint8Array): FileKind {
  // Dumps are gzip archives, whatever they are called.
  if (head[0] === 0x1f && head[1] === 0x8b) return 'dump'
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase()
  if (ending === 'csv' || ending === 'tsv') return 'csv'
  if (ending === 'ndjson' || ending === 'jsonl') return 'ndjson'
  if (ending === 'dump') return 'dump'
  if (ending === 'json') return 'json'
  return kindOfText(new TextDecoder().decode(head))
}

function kindOfText(text: string): FileKind {
  const start = text.trimStart()
  if (start.startsWith('[')) return 'json'
  if (!start.startsWith('{')) return 'csv'
  const [first = '', second = ''] = start.split('\n')
  return isObject(first) && (second === '' || second.startsWith('{')) && text.includes('\n') ? 'ndjson' : 'json'
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}

/** A tab in the header and no comma: the file is separated by tabs. */
export const delimiterOf = (head: Uint8Array): ',' | ';' | '\t' => {
  const [header = ''] = new TextDecoder().decode(head).split(/\r?\n/)
  return header.includes('\t') ? '\t' : header.includes(';') && !header.includes(',') ? ';' : ','
}
