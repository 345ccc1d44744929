/**
 * What the rules so far have found out about a bucket; with every rule the readings of the query
 * that count become fewer.
 */

/** What is known of every document of a bucket. */
export interface Narrowing {
  /** The graph level at which the documents match; -1 before the `words` rule. */
  readonly level: number
  /**
   * Typos of the best reading, and of every reading that still counts; -1 before the `typo` rule.
   */
  readonly typos: number
  /**
   * Whether a rule has left only readings that some document has; before that, readings that cannot
   * match count too.
   */
  readonly read: boolean
  /** Whether a term that occurs as typed counts only where it does. */
  readonly exact: boolean
  /**
   * Whether `Ranking.alive` holds the documents' remaining paths; else all paths of the level that
   * match count.
   */
  readonly masked: boolean
}

/** Before any rule has said anything. */
export const nothingKnown: Narrowing = { level: -1, typos: -1, read: false, exact: false, masked: false }
