/** Which files hold examples, and the examples of all of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Example, examplesInMarkdown, examplesInSource, type Part } from './find.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith(ending))
    .sort()

/** Generated pages repeat the docstrings, and decisions show code that is no more. */
const isWritten = (path: string): boolean => !/^docs\/(reference\/api|decisions|\.vitepress)\//.test(path)

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const pagesWithExamples = (): string[] => ['README.md', ...filesIn('docs', '.md').filter(isWritten)]

const sourcesWithExamples = (): string[] => filesIn('src', '.ts')

export const allExamples = (): Example[] => [
  ...pagesWithExamples().flatMap((path) => examplesInMarkdown(path, read(path))),
  ...sourcesWithExamples().flatMap((path) => examplesInSource(path, read(path))),
]

/** What examples without imports start from: the only code block of the reference's front page. */
export function startingPart(): Part {
  const path = 'docs/reference/index.md'
  const [first] = examplesInMarkdown(path, read(path))
  return first.parts[0]
}
