/**
 * Walks a tree of nodes in the order of the document, without recursion: a hostile page nests as
 * deep as it is long.
 */
import { type AnyNode, type Element, hasChildren, isTag, isText, type ParentNode } from 'domhandler'

export interface Visitor {
  /** Called before what is inside; returning false leaves that out, and `leave` with it. */
  enter(element: Element): boolean
  /** Called after what is inside. */
  leave?(element: Element): void
  text?(data: string): void
}

/** Visits what is inside of `root`, and `root` itself if it is an element. */
export function walk(root: AnyNode, visitor: Visitor): void {
  let node: AnyNode = root
  for (;;) {
    const inside = enters(node, visitor)
    if (inside !== null) {
      node = inside
      continue
    }
    while (node !== root && node.next === null) {
      node = node.parent as ParentNode & AnyNode
      if (isTag(node)) visitor.leave?.(node)
    }
    if (node === root) return
    node = node.next as AnyNode
  }
}

/** The first child if the walk goes on there. */
function enters(node: AnyNode, visitor: Visitor): AnyNode | null {
  if (isText(node)) visitor.text?.(node.data)
  else if (isTag(node)) {
    if (!visitor.enter(node)) return null
    if (node.firstChild !== null) return node.firstChild
    visitor.leave?.(node)
  } else if (hasChildren(node)) return node.firstChild
  return null
}

/** The text of an element and all in it, white space made one space. */
export function textOf(element: AnyNode): string {
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
export function isInside(element: Element, outer: ReadonlySet<Element>): boolean {
  for (let at = element.parent; at !== null; at = at.parent) if (outer.has(at as Element)) return true
  return false
}
