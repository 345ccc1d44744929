/**
 * The paths a Markdown text names, so that a map of the project cannot point to what has moved
 * away. Read are code spans, code blocks and the targets of links. `./x` in code is an import of an
 * example, not a path of ours.
 */

/** Endings of files that are the project's own. */
const endings = /\.(ts|mjs|js|json|html|css|md|yml)$/
const roots = ['src', 'test', 'demo', 'public', 'scripts', '.ci', 'shared', 'page', 'core', 'engine', 'worker']

/**
 * Without repeats. `{a,b}` is written out; what is a pattern (`*`, `<name>`), a package or a URL is
 * left out.
 */
export function pathsNamedIn(markdown: string): string[] {
  const fence = /^( *)(```+|~~~+)[^\n]*\n([\s\S]*?)^\1\2/gm
  const blocks = [...markdown.matchAll(fence)].map((match) => match[3])
  const prose = markdown.replace(fence, '')
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1])
  const links = [...prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map((match) => match[1])
  const words = [...spans, ...blocks].flatMap((text) => text.match(/[\w.@{},*<>/-]+/g) ?? [])
  const candidates = [...words, ...links.map((link) => link.replace(/^\.\//, ''))]
  return [
    ...new Set(
      candidates
        .flatMap(writtenOut)
        .map((path) => path.replace(/[.,]+$/, ''))
        .filter(isOurs),
    ),
  ]
}

function isOurs(path: string): boolean {
  if (!/^(\w|\.\w)[\w.@/-]*$/.test(path)) return false
  const [first, second] = path.split('/')
  return endings.test(path) ? !path.startsWith('dist') : second !== undefined && roots.includes(first)
}

function writtenOut(path: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(path)
  if (match === null) return [path]
  const [, before, choices, after] = match
  return choices.split(',').flatMap((choice) => writtenOut(`${before}${choice}${after}`))
}
