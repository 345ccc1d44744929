/** Where a page leads. */
import { expect, test } from 'vitest'
import { linksIn } from '../../../src/site/html/links.ts'

test('addresses of links in the order of the page, entities read, and of nothing else', () => {
  const html = `<a href="/a?x=1&amp;y=2">a</a><link href="/style.css"><map><area HREF=b.html></map><a name=c>c</a>
    <!-- <a href="/no">no</a> --><script>'<a href="/no">'</script><p><a href='#top'`
  expect(linksIn(html)).toEqual(['/a?x=1&y=2', 'b.html'])
})
