/**
 * The page's side of a browser that is driven without a driver: it asks the test for the next call,
 * makes it, and sends back what came of it. The address to ask is in the page's own address.
 */
const retryMs = 50

/**
 * Ends when the test has gone on to another page. The method `answered`, if there is one, is called
 * whenever an answer has arrived.
 */
export async function answerCalls(methods: Readonly<Record<string, (...args: never[]) => unknown>>): Promise<void> {
  const server = new URLSearchParams(location.search).get('agent') ?? ''
  for (;;) {
    const asked = await patiently(() => fetch(`${server}/next`))
    if (asked.status === 410) return
    const { method, args } = (await asked.json()) as { method: string; args: never[] }
    const answer = await (async () => methods[method](...args))().then(
      (value) => ({ value: value ?? null }),
      (thrown: unknown) => ({ error: String(thrown) }),
    )
    await patiently(() => fetch(`${server}/answer`, { method: 'POST', body: JSON.stringify(answer) }))
    methods.answered?.()
  }
}

/** A killed network process takes what was on its way with it, and is started again. */
async function patiently(request: () => Promise<Response>): Promise<Response> {
  for (;;) {
    try {
      return await request()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
}
