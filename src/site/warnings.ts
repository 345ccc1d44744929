/**
 * What a person should look at: each says in which file and line, and what to do. Law: warnings are
 * sorted by file and line, so that two builds print the same.
 */

export interface SiteWarning {
  /** From the folder of the site, with forward slashes; a path as given for a file of records. */
  readonly file: string
  /** From 1; null where no line can be named. */
  readonly line: number | null
  /** A sentence or two. */
  readonly message: string
}

/** `guide/a.html:12: The id "top" ...` */
const warningText = ({ file, line, message }: SiteWarning): string =>
  `${line === null ? file : `${file}:${line}`}: ${message}`

/** Warnings of a kind that are printed; a generator makes the same mistake on every page. */
const mostOfAKind = 5

/** Lines for a person: of warnings that say the same the first, and how many more there are. */
export function warningLines(warnings: readonly SiteWarning[]): string[] {
  const kinds = new Map<string, SiteWarning[]>()
  for (const warning of warnings) {
    const kind = warning.message.replace(/"[^"]*"/g, '')
    const known = kinds.get(kind)
    if (known === undefined) kinds.set(kind, [warning])
    else known.push(warning)
  }
  return [...kinds.values()].flatMap((alike) => {
    const more = alike.length - mostOfAKind
    const lines = alike.slice(0, mostOfAKind).map(warningText)
    return more > 0 ? [...lines, `... and the same for ${more} more.`] : lines
  })
}

export function sortWarnings(warnings: readonly SiteWarning[]): SiteWarning[] {
  return [...warnings].sort(
    (a, b) => compareText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compareText(a.message, b.message),
  )
}

/** The order of code units: that of every machine, whatever its language is. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The line of a place in a text, from 1. */
export function lineAt(text: string, place: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) line++
  return line
}
