/** Broken invariants: our bug, never the caller's, and never caught. */

export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${claim}`)
}
