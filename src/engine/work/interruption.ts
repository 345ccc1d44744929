/**
 * Thrown out of a preparation that is not wanted any more. Not an error: nothing went wrong and
 * nothing was changed.
 */

/** `taken`: another tab has taken the writer lock, because this one stood still. */
export type InterruptionReason = 'canceled' | 'closed' | 'taken'

export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly reason: InterruptionReason

  constructor(reason: InterruptionReason) {
    super(`Interrupted: ${reason}`)
    this.reason = reason
  }
}
