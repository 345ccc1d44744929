/** CSS selectors over the tree of a page. */
import { compile, type Options } from 'css-select'
import type { Matches } from './page-facts.ts'
import { childrenOf, type PageElement, type PageNode, type ParentNode } from './tree.ts'
import { isInside, walk } from './walk.ts'

type Node = PageNode | ParentNode

/** Throws an Error that says what is wrong with the selector. */
export function matcherOf(selector: string): Matches {
  const matches = compile<Node, PageElement>(selector, { adapter })
  return (element) => matches(element)
}

const adapter: NonNullable<Options<Node, PageElement>['adapter']> = {
  isTag: (node): node is PageElement => node.type === 'element',
  getAttributeValue: ({ attribs }, name) => attribs[name],
  hasAttrib: ({ attribs }, name) => Object.hasOwn(attribs, name),
  getName: ({ name }) => name,
  getChildren: (node) => (node.type === 'element' || node.type === 'root' ? childrenOf(node) : []),
  getParent: ({ parent }) => parent,
  getSiblings: (node) => (node.parent === null ? [node] : childrenOf(node.parent)),
  prevElementSibling(node) {
    let at = node.previous
    while (at !== null && at.type !== 'element') at = at.previous
    return at
  },
  getText(node) {
    const parts: string[] = []
    const enter = ({ name }: PageElement) => {
      if (name === 'br') parts.push('\n')
      return true
    }
    walk(node, { enter, text: (data) => void parts.push(data) })
    return parts.join('')
  },
  removeSubsets(nodes) {
    const all = new Set(nodes as ParentNode[])
    return [...new Set(nodes)].filter((node) => node.type !== 'element' || !isInside(node, all))
  },
}
