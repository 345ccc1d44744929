/**
 * How a record names a file. Law: what is named never changes; a file is written once, or lies on a
 * site under names that say what is in it.
 */

/** A file: `pages` records on one shelf. `bytes` counts them all, headers included. */
export interface FileRef {
  readonly shelf: number
  readonly file: number
  readonly pages: number
  readonly bytes: number
  /**
   * Where each page begins in the file's content. Absent: every page but those before a gap is
   * full.
   */
  readonly starts?: Uint32Array
  /** Where its pages can be fetched that are not stored. */
  readonly remote?: RemoteFile
}

/** A file that lies among those of a site. */
export interface RemoteFile {
  /** The folder of the snapshot, ending in `/`. */
  readonly folder: string
  /** Names of the chunks of its pages (core/dump/chunk-file.ts), one after the other. */
  readonly names: string
}
