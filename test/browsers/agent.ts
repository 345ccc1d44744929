/**
 * The page's side of a browser that is driven without a driver: it asks the test for the next call,
 * makes it, and sends back what came of it. The address to ask is in the page's own address.
 */
export async function answerCalls(methods: Readonly<Record<string, (...args: never[]) => unknown>>): Promise<never> {
  const server = new URLSearchParams(location.search).get('agent') ?? ''
  for (;;) {
    const { method, args } = (await (await fetch(`${server}/next`)).json()) as { method: string; args: never[] }
    const answer = await (async () => methods[method](...args))().then(
      (value) => ({ value: value ?? null }),
      (thrown: unknown) => ({ error: String(thrown) }),
    )
    await fetch(`${server}/answer`, { method: 'POST', body: JSON.stringify(answer) })
  }
}
