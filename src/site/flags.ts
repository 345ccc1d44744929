/**
 * The command line: which flags there are, what they do to the options, and the help that lists
 * them. One table, so that help and flags cannot differ.
 */
import { parseArgs } from 'node:util'
import { SeeklingError } from '../shared/errors.ts'
import type { SiteOptions } from './options.ts'

interface Flag {
  readonly name: string
  /** What stands behind it; absent for one that is only said or not. */
  readonly value?: string
  /** Whether it may be given several times. */
  readonly many?: boolean
  readonly help: string
}

const flags: readonly Flag[] = [
  { name: 'output', value: 'FOLDER', help: 'where to write (default: seekling in the folder)' },
  { name: 'base', value: 'URL', help: 'what the site is served at: /docs/ or https://example.org/ (default: /)' },
  {
    name: 'include',
    value: 'GLOB',
    many: true,
    help: 'files to read (default: HTML, or Markdown where there is none)',
  },
  { name: 'exclude', value: 'GLOB', many: true, help: 'files to leave out' },
  { name: 'content', value: 'SELECTOR', help: 'what of a page is its content (default: main, article, body)' },
  { name: 'ignore', value: 'SELECTOR', many: true, help: 'what of the content to leave out' },
  { name: 'urls', value: 'STYLE', help: 'files (/a.html), clean (/a) or folders (/a/)' },
  { name: 'language', value: 'TAG', help: 'language of pages that name none' },
  { name: 'filter', value: 'KEY', many: true, help: 'key of front matter and records to filter by' },
  { name: 'records', value: 'FILE', many: true, help: 'JSON, NDJSON or CSV to search beside the pages' },
  { name: 'config', value: 'FILE', help: 'options as a module (default: seekling.config.js or .mjs, if it is there)' },
  { name: 'cache', value: 'FOLDER', help: 'where to keep what was read (default: node_modules/.cache/seekling)' },
  { name: 'no-cache', help: 'read every page again' },
  { name: 'threads', value: 'NUMBER', help: 'threads that read pages beside the first (default: as many as pay off)' },
  { name: 'serve', help: 'then show the site at http://localhost:4321/' },
  { name: 'port', value: 'NUMBER', help: 'another port for --serve' },
  { name: 'strict', help: 'exit with 1 if there is any warning' },
  { name: 'quiet', help: 'print warnings and errors only' },
  { name: 'version', help: 'print the version' },
  { name: 'help', help: 'print this' },
]

export interface CommandLine {
  /** What flags say of the options, over those of a config file. */
  readonly options: SiteOptions
  readonly config: string | null
  readonly serve: boolean
  readonly port: number
  readonly strict: boolean
  readonly quiet: boolean
  /** Print this instead of building. */
  readonly instead: 'help' | 'version' | null
}

export function helpText(): string {
  const lines = flags.map(({ name, value, help }) => `  ${`--${name}${value ? ` ${value}` : ''}`.padEnd(22)} ${help}`)
  return `seekling build FOLDER

Makes the search of a built site: reads its pages and writes FOLDER/seekling.
Put these two lines into your pages:

  <script type="module" src="/seekling/search-box.js"></script>
  <seekling-search></seekling-search>

${lines.join('\n')}
`
}

/** Throws `invalid_options`. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args)
  const text = (name: string) => values[name] as string | undefined
  const texts = (name: string) => values[name] as readonly string[] | undefined
  const [command, folder, ...rest] = positionals
  const help = values.help === true || (args.length === 0 ? 'none' : false)
  const instead = help ? 'help' : values.version === true ? 'version' : null
  if (instead === null && command !== 'build')
    throw refused(`there is no command "${command ?? ''}"; write: seekling build FOLDER`)
  if (rest.length > 0) throw refused(`one folder can be built at a time, and "${rest[0]}" is one more`)
  const port = Number(text('port') ?? 4321)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw refused('--port is a number up to 65535')
  const given: SiteOptions = {
    ...{ folder, output: text('output'), base: text('base'), include: texts('include'), exclude: texts('exclude') },
    ...{ content: text('content'), ignore: texts('ignore'), urls: text('urls') as SiteOptions['urls'] },
    ...{ language: text('language'), filters: texts('filter'), records: texts('records') },
    cache: values['no-cache'] === true ? false : text('cache'),
    threads: text('threads') === undefined ? undefined : Number(text('threads')),
  }
  return {
    options: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    config: text('config') ?? null,
    ...{ serve: values.serve === true, port, strict: values.strict === true, quiet: values.quiet === true, instead },
  }
}

function parse(args: readonly string[]) {
  const options = Object.fromEntries(
    flags.map(({ name, value, many = false }) => [
      name,
      { type: value ? 'string' : 'boolean', multiple: many } as const,
    ]),
  )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (cause) {
    throw refused((cause as Error).message.split('. To specify')[0], cause)
  }
}

const refused = (why: string, cause?: unknown): SeeklingError =>
  new SeeklingError('invalid_options', `The command line: ${why}. See seekling --help.`, undefined, cause)
