/**
 * Runs the command: options from file and flags, the build, and what a person is told of it. Law:
 * what is found goes to `out`, progress, warnings and errors to `err`, and the code says whether a
 * build step may go on: 0, or 1 if nothing was built, or if `strict` and there is any warning.
 */
import { relative } from 'node:path'
import { SeeklingError } from '../shared/errors.ts'
import { buildSite, type SiteBuild } from './build-site.ts'
import { loadConfig } from './config.ts'
import { type CommandLine, helpText, readCommandLine } from './flags.ts'
import type { BuildProgress } from './options.ts'
import { packageVersion } from './package-files.ts'
import { serveSite } from './serve.ts'
import { type SiteWarning, warningLines } from './warnings.ts'

/** Where the command writes. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether a line can be written over: else there is no progress. */
  readonly isTerminal: boolean
}

export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const line = readCommandLine(args)
    if (line.instead === 'help') terminal.out(helpText())
    else if (line.instead === 'version') terminal.out(`${packageVersion()}\n`)
    else return await build(line, terminal)
    return 0
  } catch (thrown) {
    const error = SeeklingError.from(thrown)
    for (const line of warningLines((error.details?.warnings ?? []) as SiteWarning[])) terminal.err(`${line}\n`)
    terminal.err(`${error.message}\n`)
    if (error.code === 'internal' && error.cause instanceof Error) terminal.err(`${error.cause.stack}\n`)
    return 1
  }
}

async function build(line: CommandLine, terminal: Terminal): Promise<number> {
  const options = { ...(await loadConfig(line.config)), ...line.options }
  const progress = line.quiet || !terminal.isTerminal ? null : new ProgressLine(terminal)
  const built = await buildSite({
    ...options,
    onProgress: (step) => {
      progress?.show(step)
      options.onProgress?.(step)
    },
  }).finally(() => progress?.clear())
  for (const line of warningLines(built.warnings)) terminal.err(`${line}\n`)
  if (!line.quiet) terminal.out(summary(built))
  if (line.strict && built.warnings.length > 0) {
    terminal.err(`${counted(built.warnings.length, 'warning')}, and --strict allows none.\n`)
    return 1
  }
  if (line.serve) {
    const { url } = await serveSite(options.folder ?? built.output, options.base ?? '/', line.port)
    terminal.out(`The site is at ${url} until you press Ctrl+C.\n`)
  }
  return 0
}

const number = (value: number): string => value.toLocaleString('en-US')
const counted = (count: number, thing: string): string => `${number(count)} ${thing}${count === 1 ? '' : 's'}`

function summary(built: SiteBuild): string {
  const { pages, sections, words, languages, unchanged, files, bytes, written, removed, output } = built
  const left = Object.entries(built.skipped).map(([reason, count]) => `${number(count)} ${reason}`)
  const lines = [
    `${counted(pages, 'page')}, ${counted(sections, 'section')}, ${counted(words, 'word')} in ${languages.join(', ')}${
      unchanged > 0 ? `; ${counted(unchanged, 'file')} unchanged` : ''
    }`,
    ...(left.length > 0 ? [`Left out: ${left.join(', ')}`] : []),
    `${counted(files, 'file')}, ${(bytes / 1e6).toFixed(1)} MB in ${relative('.', output) || output} (${number(written)} written, ${number(removed)} removed)`,
    `${(built.milliseconds / 1000).toFixed(1)} s${built.warnings.length > 0 ? `, ${counted(built.warnings.length, 'warning')}` : ''}`,
  ]
  return `${lines.join('\n')}\n`
}

/** A line that is written over, some times a second. */
class ProgressLine {
  readonly #terminal: Terminal
  #shownAt = 0

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  show({ step, done, total }: BuildProgress): void {
    const now = performance.now()
    if (done > 0 && now - this.#shownAt < 100) return
    this.#shownAt = now
    this.#terminal.err(`\r\u001b[K${step} ${done > 0 ? `${number(done)} of ${number(total)}` : ''}`)
  }

  clear(): void {
    this.#terminal.err('\r\u001b[K')
  }
}
