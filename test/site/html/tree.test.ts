/** The tree of a page beside the one that htmlparser2 makes by its own nodes, as the reference. */
import { selectAll } from 'css-select'
import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { matcherOf } from '../../../src/site/html/selector.ts'
import { type PageElement, type PageNode, type ParentNode, parsePage } from '../../../src/site/html/tree.ts'
import { walk } from '../../../src/site/html/walk.ts'

const pieces = fc.constantFrom(
  ...['<p>', '</p>', '<p class="a b" id=x>', '<div>', '</div>', '<ul><li>', '<li>', '</ul>', '<br>', '</br>', '<hr/>'],
  ...['<form>', '</form>', '<table><tr><td>', '</table>', '<svg><title>s</title>', '</svg>', '<math><mi/>', '</math>'],
  ...[
    '<!-- c -->',
    '<!doctype html>',
    '<![CDATA[ d ]]>',
    '<?php x ?>',
    '<script>"<p>"',
    '</script>',
    '<style>',
    '</style>',
  ],
  ...['text', ' ', '&amp;', '&nbsp;&bogus;', '\0', '<', '</', '<a href="#x" href=y', '>', '<textarea>', '</textarea>'],
  ...[
    '<title>',
    '</title>',
    '<template>',
    '</template>',
    '<em>',
    '</em>',
    '<h2 id=q>',
    '</h2>',
    '<image>',
    '</nothing>',
  ],
)
const html = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))

/** What is left when a node is a comment or the like: that it is there. */
type Picture = string | null | { name: string; attribs: object; place: number; children: Picture[] }

function pictureOf(node: PageNode): Picture {
  if (node.type === 'text') return node.data
  if (node.type === 'remark') return null
  const { name, attribs, place } = node
  return { name, attribs, place, children: picturesIn(node) }
}

function picturesIn({ first }: ParentNode): Picture[] {
  const pictures: Picture[] = []
  for (let at = first; at !== null; at = at.next) pictures.push(pictureOf(at))
  return pictures
}

type Reference = ReturnType<typeof parseDocument>['children'][number]

function referenceOf(node: Reference): Picture {
  if (node.type === 'text') return node.data
  if (!('attribs' in node)) return null
  const children = node.children.map((child) => referenceOf(child))
  return { name: node.name, attribs: node.attribs, place: node.startIndex ?? -1, children }
}

test('the tree is the one that htmlparser2 makes', () => {
  fc.assert(
    fc.property(html, (page) => {
      const reference = parseDocument(page, { withStartIndices: true })
      expect(picturesIn(parsePage(page))).toEqual(reference.children.map((node) => referenceOf(node)))
    }),
    { numRuns: 500 },
  )
})

test('nodes know what is before them and around them', () => {
  const root = parsePage('<p>a<!-- b --><b>c</b></p>d')
  const p = root.first as PageElement
  expect(p.parent).toBe(root)
  expect([p.first?.type, p.first?.next?.type, p.last?.type]).toEqual(['text', 'remark', 'element'])
  expect(p.last?.previous?.previous).toBe(p.first)
  expect([root.last?.previous, root.last?.next, p.previous]).toEqual([p, null, null])
})

describe('a selector finds what it finds over the nodes of htmlparser2', () => {
  const page = `<body><main id="m"><h1>One</h1><!-- x --><p class="a">un <b id="b">deux</b><br>trois</p><p class="a b" lang="">
    <a href="/api/x">y</a></p>text<ul><li>1</li><li id="two">2</li><li><i>3</i></li></ul></main><p>last</p></body><div hidden></div>`
  test.each([
    ...[
      'p',
      '.a',
      '#two',
      '[lang]',
      '[lang=""]',
      '[href*="api"]',
      'main > p',
      'h1 + p',
      'h1 ~ ul',
      'ul li:nth-child(2n)',
    ],
    ...['p:first-of-type', 'p:last-of-type', 'li:not(#two)', 'ul:has(i)', 'p:contains("un deux\ntrois")', ':empty'],
    ...[
      'main, div',
      ':root',
      'li:only-child',
      'b:only-child',
      ':is(b, i)',
      '*',
      'p:nth-last-child(1)',
      'body > div + *',
    ],
  ])('%s', (selector) => {
    const names = (element: { name: string; attribs: object }) => [element.name, element.attribs]
    const matches = matcherOf(selector)
    const found: PageElement[] = []
    walk(parsePage(page), {
      enter: (element) => {
        if (matches(element)) found.push(element)
        return true
      },
    })
    const reference = selectAll(selector, parseDocument(page)) as unknown as { name: string; attribs: object }[]
    expect(found.map(names)).toEqual(reference.map(names))
  })
})
