/**
 * The files of a dump as Seekling writes it, in the order in which it writes them: Meilisearch's
 * V6.
 *
 *   metadata.json                        version and date
 *   indexes/<folder>/metadata.json       uid, primary key, dates
 *   indexes/<folder>/settings.json       what differs from the defaults
 *   indexes/<folder>/seekling.json       those of them that Meilisearch does not have, if there are any
 *   indexes/<folder>/documents.jsonl     by first insertion, one a line
 *   tasks/queue.jsonl                    every update, finished ones first
 *   tasks/update_files/<updateId>.jsonl  the documents of an enqueued one
 *   keys.jsonl                           empty: a page has no keys, and Meilisearch wants the file
 *
 * Meilisearch refuses a dump whose settings have a name it does not know, and looks at no other
 * file and no other field of a task.
 */
import type { SettingsPatch } from '../../shared/settings.ts'

/** The Meilisearch whose format this is. Readers look only at the dump's own version. */
const meilisearchVersion = '1.50.0'

export const dumpMetadata = (dumpDate: string): string =>
  JSON.stringify({ dumpVersion: 'V6', dbVersion: meilisearchVersion, dumpDate })

export interface DumpedIndex {
  readonly uid: string
  readonly primaryKey: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** Only what differs from the defaults: a reader leaves absent settings at its own defaults. */
  readonly settings: SettingsPatch
}

export const indexMetadata = ({ uid, primaryKey, createdAt, updatedAt }: DumpedIndex): string =>
  JSON.stringify({ uid, primaryKey, createdAt, updatedAt })

/** The settings that Meilisearch takes, and those that only Seekling has. */
export function settingsForDump({ searchDefaults, ...shared }: SettingsPatch): {
  readonly shared: SettingsPatch
  readonly own: SettingsPatch | null
} {
  return { shared, own: searchDefaults === undefined ? null : { searchDefaults } }
}

/** A header has room for 100 characters of a path. */
const longestFolder = 60

/** A folder for each index: its uid, cut where it is too long and then told apart by a number. */
export function indexFolders(uids: readonly string[]): string[] {
  const short = new Set(uids.filter((uid) => uid.length <= longestFolder))
  return uids.map((uid, i) => {
    if (uid.length <= longestFolder) return uid
    let folder = uid.slice(0, longestFolder - 12)
    for (let n = i; short.has(folder); n++) folder = `${uid.slice(0, longestFolder - 12)}-${n}`
    short.add(folder)
    return folder
  })
}

/**
 * The name of a dump: the moment it was asked for, UTC, `YYYYMMDD-HHMMSSmmm` as Meilisearch writes
 * it. `time` is in milliseconds since 1970; one that is taken moves on by a millisecond, so that
 * names stay unique and in order.
 */
export function dumpUid(time: number, isTaken: (uid: string) => boolean): string {
  for (let at = time; ; at++) {
    const [date, clock] = new Date(at).toISOString().split('T') as [string, string]
    const uid = `${date.replaceAll('-', '')}-${clock.replace(/[:.Z]/g, '')}`
    if (!isTaken(uid)) return uid
  }
}

export const tasksPath = 'tasks/queue.jsonl'
export const updateFilePath = (updateId: number | string): string => `tasks/update_files/${updateId}.jsonl`
