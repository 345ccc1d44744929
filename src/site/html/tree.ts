/**
 * A page as a tree: what htmlparser2 reads of it, in nodes that hold no more than this build looks
 * at. Made for speed: with the nodes and lists of domhandler a page takes half as long again.
 */
import { type Handler, Parser } from 'htmlparser2'

export interface PageElement {
  readonly type: 'element'
  readonly name: string
  readonly attribs: Readonly<Record<string, string>>
  /** Where it begins in the page's source. */
  readonly place: number
  readonly parent: ParentNode
  previous: PageNode | null
  next: PageNode | null
  first: PageNode | null
  last: PageNode | null
}

interface PageText {
  readonly type: 'text'
  data: string
  readonly parent: ParentNode
  previous: PageNode | null
  next: PageNode | null
}

/** A comment, a doctype or the like: what it says does not matter, only that it is there. */
interface PageRemark {
  readonly type: 'remark'
  readonly parent: ParentNode
  previous: PageNode | null
  next: PageNode | null
}

/** What holds all others. */
export interface PageRoot {
  readonly type: 'root'
  readonly parent: null
  readonly previous: null
  readonly next: null
  first: PageNode | null
  last: PageNode | null
}

export type ParentNode = PageElement | PageRoot
/** A node in a page. */
export type PageNode = PageElement | PageText | PageRemark

export function parsePage(html: string): PageRoot {
  const tree = new TreeMaker()
  new Parser(tree).end(html)
  return tree.root
}

/** Of a node, in order. */
export function childrenOf({ first }: ParentNode): PageNode[] {
  const children: PageNode[] = []
  for (let at = first; at !== null; at = at.next) children.push(at)
  return children
}

class TreeMaker implements Partial<Handler> {
  readonly root: PageRoot = { type: 'root', parent: null, previous: null, next: null, first: null, last: null }
  /** The element that is open. */
  #top: ParentNode = this.root
  /** What a text right behind it goes on with: entities come by themselves. */
  #text: PageText | null = null
  #parser: Parser | null = null

  onparserinit(parser: Parser): void {
    this.#parser = parser
  }

  onopentag(name: string, attribs: Record<string, string>): void {
    const place = this.#parser?.startIndex ?? 0
    const parent = this.#top
    const links = { previous: null, next: null, first: null, last: null }
    const element: PageElement = { type: 'element', name, attribs, place, parent, ...links }
    this.#add(element)
    this.#top = element
  }

  onclosetag(): void {
    this.#text = null
    this.#top = this.#top.parent ?? this.root
  }

  ontext(data: string): void {
    if (this.#text !== null) {
      this.#text.data += data
      return
    }
    const text: PageText = { type: 'text', data, parent: this.#top, previous: null, next: null }
    this.#add(text)
    this.#text = text
  }

  oncomment(): void {
    this.#addRemark()
  }

  onprocessinginstruction(): void {
    this.#addRemark()
  }

  #addRemark(): void {
    this.#add({ type: 'remark', parent: this.#top, previous: null, next: null })
  }

  #add(node: PageNode): void {
    const parent = this.#top
    const { last } = parent
    if (last === null) parent.first = node
    else {
      last.next = node
      node.previous = last
    }
    parent.last = node
    this.#text = null
  }
}
