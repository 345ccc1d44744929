/** Which of the languages there are suits an asked one best. */

/**
 * `de-AT` finds `de-AT`, else `de`, else another `de-...`; undefined where none fits. Case does not
 * matter.
 */
export function closestLanguage(asked: string, there: readonly string[]): string | undefined {
  const wanted = asked.toLowerCase().split('-')
  for (let length = wanted.length; length > 0; length--) {
    const name = wanted.slice(0, length).join('-')
    const found = there.find((language) => language.toLowerCase() === name)
    if (found !== undefined) return found
  }
  return there.find((language) => language.toLowerCase().startsWith(`${wanted[0]}-`))
}
