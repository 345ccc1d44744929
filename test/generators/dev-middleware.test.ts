/** The folder of the search in a dev server. */
import { expect, test, vi } from 'vitest'
import { searchMiddleware } from '../../src/generators/dev-middleware.ts'
import type { DevSearch } from '../../src/generators/dev-search.ts'

test.each(['//', '/docs/', '/seekling/site.json', '/docs/seekling/../a.js', '/docs/seekling/nothing.txt', 'http://['])(
  '%s is left to the server',
  async (url) => {
    const ready = vi.fn()
    const next = vi.fn()
    const middleware = searchMiddleware('/docs/', { output: '', ready } as unknown as DevSearch, '')
    await middleware({ url, method: 'GET' }, { writeHead: vi.fn(), end: vi.fn() }, next)
    expect(next).toHaveBeenCalledOnce()
    expect(ready).not.toHaveBeenCalled()
  },
)
