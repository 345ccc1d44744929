/**
 * Checks the options a worker is started with. They are the page's options of `open`, which the
 * page does not check itself, to stay small.
 */
import { SeeklingError } from '../shared/errors.ts'
import type { StartOptions } from '../shared/worker-control.ts'

interface Rule {
  readonly isValid: (value: unknown) => boolean
  readonly must: string
}

const text: Rule = {
  isValid: (value) => typeof value === 'string' && value !== '',
  must: 'be a string that is not empty',
}

const oneOf = (...values: readonly string[]): Rule => ({
  isValid: (value) => values.includes(value as string),
  must: `be one of '${values.join(`', '`)}'`,
})

const rules: { readonly [Name in keyof Required<StartOptions>]: Rule } = {
  role: oneOf('search', 'update', 'dump', 'all'),
  name: text,
  channel: text,
  client: { ...text, isValid: (value) => value === undefined || text.isValid(value) },
  storage: oneOf('indexeddb', 'memory'),
  durability: oneOf('relaxed', 'strict'),
  cacheBytes: {
    isValid: (value) => value === undefined || (typeof value === 'number' && value >= 0),
    must: 'be a number of bytes',
  },
  later: {
    isValid: (value) =>
      value === undefined ||
      (typeof value === 'object' && value !== null && Object.values(value).every((url) => typeof url === 'string')),
    must: 'be an object of URLs',
  },
}

/**
 * Returns the options as they are. Throws `invalid_options` for what is missing, unknown or of the
 * wrong type.
 */
export function checkStartOptions(options: unknown): StartOptions {
  const given = (options ?? {}) as Readonly<Record<string, unknown>>
  for (const [name, { isValid, must }] of Object.entries(rules)) {
    if (!isValid(given[name])) throw refused(name, `must ${must}`)
  }
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !Object.hasOwn(rules, name)) throw refused(name, 'is no option')
  }
  return given as unknown as StartOptions
}

const refused = (option: string, why: string): SeeklingError =>
  new SeeklingError('invalid_options', `open(): \`${option}\` ${why}.`, { option })
