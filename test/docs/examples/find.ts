/**
 * Finds the examples of the documentation: fenced blocks of Markdown, and `@example`s in the
 * docstrings of sources. The one convention, which docs/reference/index.md tells to authors:
 *
 *     ```ts               checked by the compiler only
 *     ```ts run           run too, by test/docs/reference.test.ts
 *     ```ts run more      goes on where the block before it on the page ended
 *     ```ts run on=NAME   run under a condition of conditions.ts, such as a full disk
 *     ```ts sketch        neither: a fragment
 *
 * An `@example` without a fence is run. A block without `import` begins after the code block of
 * docs/reference/index.md, which makes `client` and `films`.
 */

/** A line of code, and the line of the file it stands in, from 1. */
export interface Line {
  readonly text: string
  readonly number: number
}

/** One block. */
export interface Part {
  readonly path: string
  readonly lines: readonly Line[]
}

export interface Example {
  /** `path:line` of its first line of code. */
  readonly name: string
  readonly path: string
  /** Its own block last; before it those it goes on from, in order. */
  readonly parts: readonly Part[]
  readonly isRun: boolean
  /** Goes on in the next example, which runs all of this one too. */
  readonly isContinued: boolean
  readonly condition: string | undefined
  /** Whether it begins with nothing given. */
  readonly isWhole: boolean
  readonly language: 'ts' | 'tsx'
}

/** A file of configuration may only export. */
const moduleLine = /^(import|export)\b/

/**
 * The examples of a page, in order. Throws for an info string that means nothing, and for a
 * block that goes on from none: either would silently run less than its author thinks.
 */
export function examplesInMarkdown(path: string, text: string): Example[] {
  const examples: Example[] = []
  let before: Example | undefined
  for (const { info, lines, number } of fencedBlocks(text)) {
    const [language, ...words] = info.split(/\s+/)
    // Line numbers and marks of VitePress: `ts{2,4}`, `ts:line-numbers`.
    const plain = language.replace(/[{:].*$/, '')
    const isRun = words.includes('run')
    if (plain !== 'ts' && plain !== 'tsx' && !(plain === 'js' && isRun)) continue
    const where = `${path}:${number}`
    const unknown = words.find((word) => !/^(run|more|sketch|on=.+|\{.*|\[.*|.*[\]}])$/.test(word))
    if (unknown !== undefined) throw new Error(`${where}: \`${unknown}\` after \`\`\`${plain} means nothing`)
    if (words.includes('sketch')) continue
    const goesOn = words.includes('more')
    if (goesOn && (!isRun || !before)) throw new Error(`${where}: \`more\` goes on from a \`run\` block above it`)
    const part = { path, lines }
    const parts = goesOn && before ? [...before.parts, part] : [part]
    if (goesOn && before) examples[examples.indexOf(before)] = { ...before, isContinued: true }
    const example: Example = {
      name: `${path}:${lines[0]?.number ?? number}`,
      path,
      parts,
      isRun,
      isContinued: false,
      condition: words.find((word) => word.startsWith('on='))?.slice(3) ?? (goesOn ? before?.condition : undefined),
      isWhole: parts[0].lines.some(({ text }) => moduleLine.test(text)),
      language: plain === 'tsx' ? 'tsx' : 'ts',
    }
    examples.push(example)
    if (isRun) before = example
  }
  return examples
}

/** The `@example`s of a source's docstrings. Every other line becomes an empty one. */
export function examplesInSource(path: string, text: string): Example[] {
  const markdown: string[] = []
  let at: 'elsewhere' | 'tag' | 'code' | 'fence' = 'elsewhere'
  for (const line of text.split('\n')) {
    const content = /^\s*\*(?!\/) ?(.*)$/.exec(line)?.[1]
    const tag = /^\s*@(\w+)/.exec(content ?? '')?.[1]
    const ends = content === undefined || (tag !== undefined && at !== 'fence')
    if (at === 'tag' && content?.startsWith('```')) at = 'fence'
    else if (at === 'tag' && !ends) {
      // The line of the tag has the place for the fence.
      markdown[markdown.length - 1] = '```ts run'
      at = 'code'
    }
    if (ends) {
      // An empty line at the end of an example has the place for its closing fence.
      const isRoom = at === 'code' && markdown.at(-1) === ''
      if (isRoom) markdown[markdown.length - 1] = '```'
      else if (at === 'code' && tag === 'example')
        throw new Error(`${path}:${markdown.length + 1}: leave an empty line between two examples`)
      markdown.push(at === 'code' && !isRoom ? '```' : '')
      at = tag === 'example' ? 'tag' : 'elsewhere'
    } else markdown.push(at === 'code' || at === 'fence' ? content : '')
  }
  return examplesInMarkdown(path, markdown.join('\n'))
}

interface Block {
  readonly info: string
  readonly lines: readonly Line[]
  /** Of its fence. */
  readonly number: number
}

/** Blocks inside lists and containers are indented: as deep as their fence. */
function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let open: { info: string; lines: Line[]; number: number; indent: number; fence: string } | undefined
  for (const [at, line] of text.split('\n').entries()) {
    const fence = /^(\s*)(`{3,})\s*(.*)$/.exec(line)
    if (open === undefined) {
      if (fence) open = { info: fence[3].trim(), lines: [], number: at + 1, indent: fence[1].length, fence: fence[2] }
    } else if (fence && fence[2].length >= open.fence.length && fence[3] === '') {
      blocks.push(open)
      open = undefined
    } else open.lines.push({ text: line.slice(open.indent), number: at + 1 })
  }
  return blocks
}
