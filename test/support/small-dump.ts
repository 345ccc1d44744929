/** A small instance to be dumped, and the files of a small dump to be taken over. */
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { TestEngine } from './test-engine.ts'

export interface TaskLine {
  readonly uid: number
  readonly status: string
  readonly [field: string]: unknown
}

export async function filmsDisk(disk = new MemoryDisk()): Promise<MemoryDisk> {
  const db = await TestEngine.open(new MemoryStore(disk))
  await db.add('films', [
    { id: 1, title: 'Solaris' },
    { id: 2, title: 'Amarcord' },
  ])
  await db.send({ type: 'Settings', indexUid: 'films', settings: { stopWords: ['the'], sortableAttributes: ['year'] } })
  await db.idle()
  await db.engine.close()
  return disk
}

export const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
  { id: 3, title: 'Mirror', year: 1975 },
]

export const v6 = (more: Readonly<Record<string, string>> = {}) => ({
  'metadata.json': '{"dumpVersion":"V6","dbVersion":"1.13.0","dumpDate":"2026-01-02T03:04:05.678Z"}',
  'indexes/films/metadata.json':
    '{"uid":"films","primaryKey":"id","createdAt":"2026-01-01T10:00:00Z","updatedAt":"2026-01-01T10:00:00Z"}',
  'indexes/films/settings.json': '{}',
  'indexes/films/documents.jsonl': films.map((film) => `${JSON.stringify(film)}\n`).join(''),
  'tasks/queue.jsonl': '',
  'keys.jsonl': '',
  ...more,
})
