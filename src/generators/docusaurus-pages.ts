/**
 * The pages of a Docusaurus site that is being written: the Markdown that its plugins have read, at
 * the addresses they gave it. What React makes in them is not run.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocusaurusContent, DocusaurusContext, DocusaurusPage } from './docusaurus-shapes.ts'
import type { RenderedPage } from './rendered-folder.ts'

type Site = Pick<DocusaurusContext, 'siteDir' | 'baseUrl' | 'i18n'>

export function markdownPages(content: DocusaurusContent, { siteDir, baseUrl, i18n }: Site): RenderedPage[] {
  const lang = i18n.localeConfigs[i18n.currentLocale]?.htmlLang ?? i18n.currentLocale
  return pagesOf(content).flatMap(({ page, version }) => {
    const path = pathOf(page.permalink, baseUrl)
    const text = textOf(
      page.source.replace(/^@site(?=\/)/, () => siteDir),
      siteDir,
    )
    if (page.unlisted === true || path === null || text === null) return []
    const { title, description } = page
    const front = JSON.stringify({ title, description, version, lang })
    return [{ path, html: `---\n${front}\n---\n${markdownOf(text)}` }]
  })
}

interface Found {
  readonly page: DocusaurusPage
  readonly version?: string
}

interface Loaded {
  readonly loadedVersions?: readonly { readonly versionName: string; readonly docs: readonly DocusaurusPage[] }[]
  readonly blogPosts?: readonly { readonly metadata: DocusaurusPage }[]
}

/** Of docs, blogs and pages, each of which a site may have several of. */
function pagesOf(content: DocusaurusContent): Found[] {
  const loaded = (plugin: string) =>
    Object.values(content[`docusaurus-plugin-content-${plugin}`] ?? {}).filter((value) => Object(value) === value)
  const versions = (loaded('docs') as Loaded[]).flatMap(({ loadedVersions = [] }) => loadedVersions)
  const posts = (loaded('blog') as Loaded[]).flatMap(({ blogPosts = [] }) => blogPosts)
  const pages = (loaded('pages') as DocusaurusPage[][]).flat()
  return [
    ...versions.flatMap(({ versionName, docs }) => docs.map((page) => ({ page, version: versionName }))),
    ...posts.map(({ metadata }) => ({ page: metadata })),
    // Others are components.
    ...pages.filter(({ source }) => /\.mdx?$/.test(source)).map((page) => ({ page })),
  ]
}

const ending = '.md'

/** Of a file that gets the page's address again; null for a page outside of the site. */
function pathOf(permalink: string, base: string): string | null {
  if (!`${permalink}/`.startsWith(base)) return null
  try {
    const path = decodeURI(permalink.slice(base.length))
    if (path.split(/[\\/]/).includes('..')) return null
    return `${path}${path === '' || path.endsWith('/') ? 'index' : ''}${ending}`
  } catch {
    return null
  }
}

function textOf(file: string, siteDir: string): string | null {
  try {
    return readFileSync(file.startsWith('/') || /^[a-z]:/i.test(file) ? file : join(siteDir, file), 'utf8')
  } catch {
    // It has just been removed, and Docusaurus does not know yet.
    return null
  }
}

const frontMatter = /^\uFEFF?---[^\S\n]*\r?\n[\s\S]*?(?:^|\n)---[^\S\n]*(?:\r?\n|$)/
const fence = /^ {0,3}(`{3,}|~{3,})/

/** Without what of MDX is no text: imports, exports and comments; code is left as it is. */
function markdownOf(text: string): string {
  let open = ''
  const parts: string[] = []
  for (const line of text.replace(frontMatter, '').split('\n')) {
    const mark = fence.exec(line)?.[1] ?? ''
    if (open === '') open = mark
    else if (mark.startsWith(open)) open = ''
    const isCode = open !== '' || mark !== ''
    parts.push(isCode ? line : textIn(line))
  }
  return parts.join('\n')
}

const statement = /^(import\s+([\w*{].*\sfrom\s+)?['"]|export\s+(default|const|let|var|async|function|class|\*|\{))/

const textIn = (line: string): string =>
  statement.test(line) ? '' : line.replace(/\{\/\*\s*(#[^\s*]+)\s*\*\/\}/g, '{$1}').replace(/\{\/\*.*?\*\/\}/g, '')
