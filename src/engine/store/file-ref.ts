/**
 * How a record names a file. Law: the content of a named file never changes; a file is written
 * once, or lies on a site under names made from its content.
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
  /** Where pages that are not stored can be fetched. */
  readonly remote?: RemoteFile
}

/** A file that lies among those of a site. */
export interface RemoteFile {
  /** The folder of the snapshot, ending in `/`. */
  readonly folder: string
  /** Names of the chunks of its pages (core/dump/chunk-file.ts), one after the other. */
  readonly names: string
  /**
   * Set where `names` are those of tables (core/dump/name-tables.ts): how many pages each names.
   * Tables that were fetched are stored behind the file's pages.
   */
  readonly tables?: Uint32Array
}
