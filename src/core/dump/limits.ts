/**
 * How much an archive may ask of its reader. The limits are declared, so that a hostile archive is
 * refused by rule and not when memory runs out; an honest dump of an instance that fits into a
 * browser stays far below.
 */

const MiB = 1024 * 1024

export const archiveLimits = {
  /** Of all that comes out of the compression. */
  maxUnpackedBytes: 4096 * MiB,
  /**
   * Beyond `ratioFreeBytes`, an archive may not unpack to more than this many times its size. JSON
   * reaches 30; a bomb 1000.
   */
  maxRatio: 250,
  ratioFreeBytes: 64 * MiB,
  maxEntries: 100_000,
  maxPathLength: 1024,
  /** Of one file that is read as a whole, such as the settings of an index. */
  maxSmallFileBytes: 16 * MiB,
  /** Of all such files together. */
  maxSmallFilesBytes: 128 * MiB,
  /** Of one line of the update history. */
  maxTaskLineBytes: 16 * MiB,
  /** Finished updates taken over; if there are more, the newest. */
  maxHistory: 100_000,
  /** Of the content of all waiting updates but their documents. */
  maxPendingBytes: 128 * MiB,
} as const
