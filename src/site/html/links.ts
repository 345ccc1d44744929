/** Where a page leads: the addresses of its links, as they are written. */
import { Parser } from 'htmlparser2'

export function linksIn(html: string): string[] {
  const links: string[] = []
  const parser = new Parser({
    onopentag(name, { href }) {
      if ((name === 'a' || name === 'area') && href !== undefined) links.push(href)
    },
  })
  parser.end(html)
  return links
}
