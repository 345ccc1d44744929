/**
 * Names of the files in an archive. Seekling writes no file under such a name, but no honest
 * program makes a dump with tricks in its names, so it is refused as a whole.
 */
import { invalidDump } from './invalid-dump.ts'
import { archiveLimits } from './limits.ts'

/** The path without `./` and trailing slashes; '' for the archive's root. Throws `invalid_dump`. */
export function checkEntryPath(raw: string): string {
  if (raw.length > archiveLimits.maxPathLength) throw invalidDump('the name of a file is too long', raw)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\\\u0000-\u001f]/.test(raw) || /^[A-Za-z]:/.test(raw) || raw.startsWith('/')) throw trick(raw)
  const parts = raw.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw trick(raw)
  return parts.join('/')
}

const trick = (raw: string) => invalidDump('the name of a file leads out of the archive', raw)
