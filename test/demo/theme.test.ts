/**
 * Every text colour of the demo is readable on every ground it appears on, in both themes (WCAG 2:
 * 4.5 to 1, plain text 7 to 1).
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('../../demo/colours.css', import.meta.url), 'utf8')

const colours = new Map(
  Array.from(css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g), ([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
)

const pairs: readonly (readonly [text: string, ground: string, least: number])[] = [
  ...['page', 'card', 'shade'].map((ground) => ['text', ground, 7] as const),
  ...['page', 'card', 'shade'].map((ground) => ['soft', ground, 4.5] as const),
  ...['page', 'card'].flatMap((ground) => ['accent', 'bad', 'focus'].map((text) => [text, ground, 4.5] as const)),
  ['on-accent', 'accent', 4.5],
  ['mark-text', 'mark', 4.5],
  ['good', 'good-shade', 4.5],
  ['new', 'new-shade', 4.5],
  ['warn', 'warn-shade', 4.5],
  ['bad', 'bad-shade', 4.5],
  ['text', 'bad-shade', 7],
  ['text', 'warn-shade', 7],
]

test.each(pairs)('%s on %s has a contrast of at least %d in both themes', (text, ground, least) => {
  for (const theme of ['light', 'dark'] as const) {
    expect(
      contrast(colours.get(text)?.[theme] ?? '', colours.get(ground)?.[theme] ?? ''),
      theme,
    ).toBeGreaterThanOrEqual(least)
  }
})

function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
