/** Products made by code: the same ones at every visit, since the numbers are drawn from a seed. */

export type Product = {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly kind: string
  readonly maker: string
  readonly colour: string
  readonly material: string
  /** In whole units. */
  readonly price: number
  /** From 1 to 5, in halves. */
  readonly rating: number
  readonly inStock: boolean
  /** Day since the shop opened. */
  readonly added: number
}

export const colours: Readonly<Record<string, string>> = {
  red: '#c8443b',
  orange: '#d9822b',
  yellow: '#d8b23a',
  green: '#4b8f52',
  teal: '#2f8f8b',
  blue: '#3c6fb5',
  violet: '#7b5bb0',
  black: '#3a3d42',
  white: '#e9e6df',
}

const makers = ['Nordlund', 'Casa Luz', 'Harbour & Sons', 'Atelier Moreau', 'Kumo', 'Plain Works', 'Fjällby']
const materials: Readonly<Record<string, readonly string[]>> = {
  Chair: ['oak', 'beech', 'steel', 'rattan'],
  Table: ['oak', 'walnut', 'glass', 'steel'],
  Lamp: ['brass', 'paper', 'glass', 'steel'],
  Shelf: ['oak', 'pine', 'steel'],
  Rug: ['wool', 'cotton', 'jute'],
  Vase: ['stoneware', 'glass', 'porcelain'],
  Clock: ['walnut', 'brass', 'steel'],
  Cushion: ['linen', 'wool', 'cotton'],
}
const kinds = Object.keys(materials)
const kindPrices: Readonly<Record<string, number>> = {
  Chair: 180,
  Table: 520,
  Lamp: 120,
  Shelf: 240,
  Rug: 310,
  Vase: 60,
  Clock: 95,
  Cushion: 40,
}
const moods = ['quiet', 'sturdy', 'light', 'round', 'slender', 'folding', 'hand-made', 'low', 'tall', 'wide']
const places = ['hall', 'kitchen', 'study', 'bedroom', 'garden room', 'reading corner', 'dining room']

export function makeProducts(count: number): Product[] {
  const draw = numbersFrom(20_261_128)
  const one = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T
  return Array.from({ length: count }, (_, i): Product => {
    const kind = one(kinds)
    const material = one(materials[kind] ?? [])
    const colour = one(Object.keys(colours))
    const mood = one(moods)
    return {
      id: i + 1,
      name: `${mood[0]?.toUpperCase()}${mood.slice(1)} ${material} ${kind.toLowerCase()} in ${colour}`,
      description: `A ${mood} ${kind.toLowerCase()} of ${material} for the ${one(places)}, with ${one(moods)} lines.`,
      kind,
      maker: one(makers),
      colour,
      material,
      price: Math.round((kindPrices[kind] ?? 100) * (0.5 + 1.4 * draw())),
      rating: Math.round((2.5 + 2.5 * Math.sqrt(draw())) * 2) / 2,
      inStock: draw() < 0.85,
      added: Math.floor(draw() * 1000),
    }
  })
}

/** Between 0 and 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
