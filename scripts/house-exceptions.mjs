/**
 * What may break a rule of scripts/house-rules.mjs, and why. An exception without a fault fails the
 * check: the list only becomes shorter. Names ending in a slash stand for all that begin with them.
 */

const unread = 'wrapped at 120 columns; to be wrapped anew when the folder is next read as a whole'
const parameters = 'to take an object'

/**
 * @type {Readonly<Record<'comments' | 'functions' | 'parameters' | 'tests', Readonly<Record<string,
 *   string>>>>}
 */
export const exceptions = {
  comments: Object.fromEntries(
    [
      'src/core/query/',
      'src/core/ranking/',
      'src/engine/',
      'src/in-thread.ts',
      'src/index.ts',
      'src/page/',
      'src/shared/',
    ].map((path) => [path, unread]),
  ),
  functions: {
    'demo/main.ts run': 'ties the parts of the page together, one after the other',
  },
  parameters: {
    'src/engine/queue/queue-cancel.ts cancelAsUpdate': parameters,
  },
  tests: {
    'test/support/reference-search.ts': 'one reference, to be read from top to bottom',
  },
}
