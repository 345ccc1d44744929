/**
 * What may break a rule of scripts/house-rules.mjs, and why. An exception without a fault fails the
 * check: the list only becomes shorter. Names ending in a slash stand for all that begin with them.
 */

/** @typedef {Readonly<Record<string, string>>} Reasons By what breaks the rule. */

/** @type {Readonly<Record<'comments' | 'functions' | 'parameters' | 'tests', Reasons>>} */
export const exceptions = {
  comments: {},
  functions: {
    'demo/main.ts run': 'ties the parts of the page together, one after the other',
  },
  parameters: {},
  tests: {
    'test/support/reference-search.ts': 'one reference, to be read from top to bottom',
  },
}
