/**
 * Where things lie in a dump, for every version there has been. `metadata.json` says the version in
 * all of them.
 *
 *        indexes                      documents, settings, primary key                          updates
 *   V1   in metadata.json             <uid>/{documents.jsonl,settings.json}                     not taken over, as in Meilisearch
 *   V2   index_uuids/data.jsonl       indexes/index-<uuid>/{documents.jsonl,meta.json}          updates/data.jsonl, updates/update_files/update_<uuid>
 *   V3   index_uuids/data.jsonl       indexes/<uuid>/{documents.jsonl,meta.json}                updates/data.jsonl, updates/updates_files/<uuid>
 *   V4   index_uuids/data.jsonl       as V3                                                     as V3, the lines are tasks
 *   V5   index_uuids/data.jsonl       as V3                                                     as V4
 *   V6   indexes/<any>/metadata.json  indexes/<any>/{documents.jsonl,settings.json}             tasks/queue.jsonl, tasks/update_files/<uid>.jsonl
 *
 * In V6 a `seekling.json` beside the settings holds those that Meilisearch does not have. A line of
 * index_uuids is `{uid, uuid}` in V2 and V3, `{uid, index_meta: {uuid}}` in V4 and V5. Whatever
 * else an archive holds is left alone.
 */
import type { SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'
import { isObject, type Members, membersOf } from '../../shared/value-shapes.ts'
import { dateOr, textOr } from './dumped-update.ts'
import { invalidDump } from './invalid-dump.ts'

/** How a file is read: as a whole, line by line as updates, later as documents, or not at all. */
export type EntryKind = 'whole' | 'updates' | 'documents' | 'payload' | 'other'

const kinds: readonly (readonly [RegExp, EntryKind])[] = [
  [/^(metadata\.json|index_uuids\/data\.jsonl)$/, 'whole'],
  [/^indexes\/[^/]+\/(metadata|meta|settings|seekling)\.json$/, 'whole'],
  [/^[^/]+\/settings\.json$/, 'whole'],
  [/^(tasks\/queue|updates\/data)\.jsonl$/, 'updates'],
  [/^(indexes\/)?[^/]+\/documents\.jsonl$/, 'documents'],
  [/^(tasks\/update_files|updates\/updates?_files)\/[^/]+$/, 'payload'],
]

export const kindOf = (path: string): EntryKind => kinds.find(([pattern]) => pattern.test(path))?.[1] ?? 'other'

export type DumpVersion = 'V1' | 'V2' | 'V3' | 'V4' | 'V5' | 'V6'

export interface ArchivedIndex {
  readonly uid: string
  readonly primaryKey: string | null
  /** RFC 3339; null where the dump does not say. */
  readonly createdAt: string | null
  readonly updatedAt: string | null
  /** As written; not yet checked. */
  readonly settings: unknown
  readonly documentsPath: string
}

/** The files that were read as a whole, by path. */
export type WholeFiles = ReadonlyMap<string, string>

/** Throws `invalid_dump` for a version there is not. */
export function readVersion(files: WholeFiles): DumpVersion {
  const version = readJson(files, 'metadata.json').dumpVersion
  if (typeof version === 'string' && Object.hasOwn(readers, version)) return version as DumpVersion
  throw invalidDump(
    `the version is ${JSON.stringify(version)?.slice(0, 50)}, and only V1 to V6 are known`,
    'metadata.json',
  )
}

/**
 * The indexes of a dump. `documents` are the paths of its files of documents. Throws `invalid_dump`
 * for what is missing, malformed or there twice.
 */
export function readIndexes(files: WholeFiles, documents: ReadonlySet<string>): ArchivedIndex[] {
  const indexes = [...readers[readVersion(files)](files)]
  const seen = new Set<string>()
  for (const { uid, documentsPath } of indexes) {
    try {
      checkIndexUid(uid)
    } catch (error) {
      throw invalidDump(`an index has no possible name (${(error as SeeklingError).message})`, documentsPath, error)
    }
    if (seen.has(uid)) throw invalidDump(`the index "${uid}" is there twice`)
    if (!documents.has(documentsPath))
      throw invalidDump(`the documents of the index "${uid}" are missing`, documentsPath)
    seen.add(uid)
  }
  return indexes
}

/** Uids by uuid. */
export function readUuids(files: WholeFiles): Map<string, string> {
  const path = 'index_uuids/data.jsonl'
  const uuids = new Map<string, string>()
  for (const line of (files.get(path) ?? '').split('\n')) {
    if (line.trim() === '') continue
    const { uid, uuid, index_meta: meta } = membersOf(parse(line, path))
    const id = uuid ?? membersOf(meta).uuid
    if (typeof uid !== 'string' || typeof id !== 'string') throw invalidDump('a line names no index', path)
    uuids.set(id, uid)
  }
  return uuids
}

const readers: Readonly<Record<DumpVersion, (files: WholeFiles) => Iterable<ArchivedIndex>>> = {
  V1: readV1,
  V2: (files) => readByUuid(files, 'indexes/index-'),
  V3: (files) => readByUuid(files, 'indexes/'),
  V4: (files) => readByUuid(files, 'indexes/'),
  V5: (files) => readByUuid(files, 'indexes/'),
  V6: readV6,
}

function* readV1(files: WholeFiles): Iterable<ArchivedIndex> {
  const { indexes } = readJson(files, 'metadata.json')
  if (!Array.isArray(indexes)) throw invalidDump('there is no list of indexes', 'metadata.json')
  for (const index of indexes) {
    const { uid, primaryKey, createdAt, updatedAt } = membersOf(index)
    yield {
      ...described(uid, primaryKey, createdAt, updatedAt),
      settings: readJson(files, `${uid}/settings.json`),
      documentsPath: `${uid}/documents.jsonl`,
    }
  }
}

function* readByUuid(files: WholeFiles, prefix: string): Iterable<ArchivedIndex> {
  for (const [uuid, uid] of readUuids(files)) {
    const meta = readJson(files, `${prefix}${uuid}/meta.json`)
    yield {
      ...described(uid, meta.primary_key ?? meta.primaryKey, meta.created_at, meta.updated_at),
      settings: meta.settings ?? {},
      documentsPath: `${prefix}${uuid}/documents.jsonl`,
    }
  }
}

function* readV6(files: WholeFiles): Iterable<ArchivedIndex> {
  for (const path of files.keys()) {
    const folder = /^(indexes\/[^/]+)\/metadata\.json$/.exec(path)?.[1]
    if (folder === undefined) continue
    const { uid, primaryKey, createdAt, updatedAt } = readJson(files, path)
    const own = files.has(`${folder}/seekling.json`) ? readJson(files, `${folder}/seekling.json`).settings : {}
    yield {
      ...described(uid, primaryKey, createdAt, updatedAt),
      settings: { ...readJson(files, `${folder}/settings.json`), ...membersOf(own) },
      documentsPath: `${folder}/documents.jsonl`,
    }
  }
}

const described = (uid: unknown, primaryKey: unknown, createdAt: unknown, updatedAt: unknown) => ({
  uid: uid as string,
  primaryKey: textOr(primaryKey, null),
  createdAt: dateOr(createdAt, '') || null,
  updatedAt: dateOr(updatedAt, '') || null,
})

function readJson(files: WholeFiles, path: string): Members {
  const text = files.get(path)
  if (text === undefined) throw invalidDump('the file is missing', path)
  const value = parse(text, path)
  if (!isObject(value)) throw invalidDump('there is no JSON object', path)
  return value
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalidDump('there is no JSON', path, cause)
  }
}
