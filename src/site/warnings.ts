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
export const warningText = ({ file, line, message }: SiteWarning): string =>
  `${line === null ? file : `${file}:${line}`}: ${message}`

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
