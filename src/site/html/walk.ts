/**
 * Walks a tree of nodes in the order of the document, without recursion: a hostile page nests as
 * deep as it is long.
 */
import type { PageElement, PageNode, ParentNode } from './tree.ts'

export interface Visitor {
  /** Called before what is inside; returning false leaves that out, and `leave` with it. */
  enter(element: PageElement): boolean
  /** Called after what is inside. */
  leave?(element: PageElement): void
  text?(data: string): void
}

/** Visits what is inside of `root`, and `root` itself if it is an element. */
export function walk(root: PageNode | ParentNode, visitor: Visitor): void {
  let node = root
  for (;;) {
    const inside = enters(node, visitor)
    if (inside !== null) {
      node = inside
      continue
    }
    while (node !== root && node.next === null) {
      node = node.parent as ParentNode
      if (node.type === 'element') visitor.leave?.(node)
    }
    if (node === root) return
    node = node.next as PageNode
  }
}

/** The first child if the walk goes on there. */
function enters(node: PageNode | ParentNode, visitor: Visitor): PageNode | null {
  if (node.type === 'text') visitor.text?.(node.data)
  else if (node.type === 'element') {
    if (!visitor.enter(node)) return null
    if (node.first !== null) return node.first
    visitor.leave?.(node)
  } else if (node.type === 'root') return node.first
  return null
}

/** The text of an element and all in it, white space made one space. */
export function textOf(element: PageElement): string {
  const parts: string[] = []
  walk(element, {
    enter: (inner) => {
      if (inner.name === 'br') parts.push(' ')
      return inner.name !== 'script' && inner.name !== 'style' && inner.name !== 'template'
    },
    text: (data) => void parts.push(data),
  })
  return collapsed(parts.join(''))
}

export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Whether an element lies in one of these. */
export function isInside(element: PageElement, outer: ReadonlySet<ParentNode>): boolean {
  for (let at: ParentNode | null = element.parent; at !== null; at = at.parent) if (outer.has(at)) return true
  return false
}
