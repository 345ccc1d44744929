/** Which browsers a hit shows, and how their versions read. */

/** Always shown, so that a missing one is seen at a glance. */
export const engines: readonly [key: string, name: string][] = [
  ['chrome', 'Chrome'],
  ['edge', 'Edge'],
  ['firefox', 'Firefox'],
  ['safari', 'Safari'],
]

/** Named in the tooltip, and on the hit where they have the feature and nobody above has. */
const others: readonly [key: string, name: string][] = [
  ['chrome_android', 'Chrome Android'],
  ['firefox_android', 'Firefox Android'],
  ['safari_ios', 'Safari iOS'],
  ['samsunginternet_android', 'Samsung Internet'],
  ['opera', 'Opera'],
  ['ie', 'Internet Explorer'],
  ['nodejs', 'Node.js'],
  ['deno', 'Deno'],
  ['bun', 'Bun'],
]

/** Languages that also run outside of browsers. */
export function isForRuntimes(category: string, support: Readonly<Record<string, number>>): boolean {
  return (category === 'JavaScript' || category === 'WebAssembly') && support.nodejs !== undefined
}

export function supportInWords(support: Readonly<Record<string, number>>): string {
  const known = [...engines, ...others].filter(([key]) => support[key] !== undefined)
  return known.map(([key, name]) => `${name} ${support[key]}`).join(', ')
}
