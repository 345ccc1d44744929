/**
 * The Web Locks of an instance, by name. The engine that runs updates holds `writerName`. Once that
 * takes longer than a moment it also holds a lock of its own under `holderPrefix`. Others that wait
 * for the writer's end wait for that one, so that they are never in the way of the next writer.
 * Each session that may write holds a lock under `sessionPrefix` for as long as it lives.
 */

/** `scope`: the channel of the instance's announcements. */
export const writerName = (scope: string): string => `${scope}:writer`

/** Held beside it while updates are kept from running. */
export const frozenName = (scope: string): string => `${scope}:writer:frozen`

export const holderPrefix = (scope: string): string => `${scope}:writer:by:`

export const sessionPrefix = (scope: string): string => `${scope}:session:`

/** Held while the chunks of a site's folder are fetched ahead of searches. */
export const fillName = (scope: string, folder: string): string => `${scope}:fill:${folder}`

/**
 * The engine that runs updates announces that at least this often, once it takes longer than a
 * moment.
 */
export const beatMs = 400
