/**
 * Small things this page keeps between visits. A browser that keeps nothing is no error: then
 * nothing is remembered.
 */
const prefix = 'seekling-demo:'

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key)
  } catch {
    return null
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + key)
    else localStorage.setItem(prefix + key, value)
  } catch {
    // Blocked or full storage: the page works, it only forgets.
  }
}
