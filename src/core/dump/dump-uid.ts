/**
 * Names of dumps: the moment they were asked for, UTC, `YYYYMMDD-HHMMSSmmm` as Meilisearch writes
 * it.
 */

/**
 * `time` in milliseconds since 1970; one that is taken moves on by a millisecond, so that names
 * stay unique and in order.
 */
export function dumpUid(time: number, isTaken: (uid: string) => boolean): string {
  for (let at = time; ; at++) {
    const [date, clock] = new Date(at).toISOString().split('T') as [string, string]
    const uid = `${date.replaceAll('-', '')}-${clock.replace(/[:.Z]/g, '')}`
    if (!isTaken(uid)) return uid
  }
}
