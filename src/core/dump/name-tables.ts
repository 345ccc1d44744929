/**
 * Tables of names: where an image has very many chunks, its root names tables of names instead of
 * chunks. A table names some chunks of one file, in order, and lies in a chunk of its own. Where
 * tables end depends on the names around, so that a changed chunk changes its own table only.
 */
import { pageHeaderBytes, sealPage } from '../bytes/page.ts'
import { areNames, chunkNameLength } from './chunk-file.ts'

/** Where an image has tables, and of what length. */
export interface TableSizes {
  /** An image of more chunks has tables. */
  readonly above: number
  /** Only the last table of a file may have fewer names. */
  readonly least: number
  readonly most: number
  /** The last name of a table, if it has names enough. */
  readonly last: RegExp
}

/**
 * The names of 4,096 chunks take 25 kB of a root, for names do not compress. A table has 640 of
 * them mostly, and takes 4 kB as sent.
 */
export const usualTables: TableSizes = { above: 4096, least: 128, most: 1536, last: /a[ab]$/ }

/** How many of the names each table has, in order. */
export function cutTables(names: readonly string[], { least, most, last }: TableSizes): number[] {
  const tables: number[] = []
  let from = 0
  names.forEach((name, i) => {
    const count = i + 1 - from
    const isEnd = i + 1 === names.length || count === most || (count >= least && last.test(name))
    if (!isEnd) return
    tables.push(count)
    from = i + 1
  })
  return tables
}

/** The page that holds a table: its names, one after the other, in ASCII. */
export function tablePage(names: readonly string[]): Uint8Array {
  const page = new Uint8Array(pageHeaderBytes + names.length * chunkNameLength)
  new TextEncoder().encodeInto(names.join(''), page.subarray(pageHeaderBytes))
  return sealPage(page)
}

/**
 * The names in the content of such a page, one after the other; null if it is no table of so many.
 */
export function readTable(content: Uint8Array, count: number): string | null {
  const names = new TextDecoder().decode(content)
  return areNames(names, count) ? names : null
}

/** Which table names this page of a file, and as which of its names. */
export function tableOf(tables: ArrayLike<number>, page: number): { table: number; nth: number } {
  let table = 0
  let nth = page
  while (nth >= tables[table]) nth -= tables[table++]
  return { table, nth }
}
