/**
 * docs/reference/settings.md against the source: each setting has a section with its methods, the
 * default there is, and an example that changes it. test/docs/reference.test.ts runs the examples.
 */
import { expect, test } from 'vitest'
import { settingNames } from '../../src/shared/setting-names.ts'
import { defaultSettings } from '../../src/shared/settings.ts'
import { read } from './examples/files.ts'

const sections = new Map(
  read('docs/reference/settings.md')
    .split(/^(?=##)/m)
    .map((section) => [/^### `(\w+)`$/m.exec(section)?.[1], section]),
)

test('every setting has one section, and no other has', () => {
  sections.delete(undefined)
  expect([...sections.keys()].sort()).toEqual([...settingNames].sort())
})

test.each(settingNames)('%s', (name) => {
  const section = sections.get(name) ?? ''
  const row = (title: string) => new RegExp(`^\\| ${title} \\| (.*) \\|$`, 'm').exec(section)?.[1] ?? ''
  const Name = name[0].toUpperCase() + name.slice(1)
  expect(row('Methods')).toBe(`\`get${Name}()\` \`update${Name}(value)\` \`reset${Name}()\``)
  const written = /^`(.*)`$/.exec(row('Default'))?.[1]
  expect(new Function(`return (${written})`)()).toEqual(defaultSettings[name])
  for (const title of ['Type', 'A change', 'Meilisearch']) expect(row(title), title).not.toBe('')
  expect(section).toMatch(new RegExp(`\`\`\`ts run\\n[^\`]*update${Name}\\(`))
})
