/** A picture of a product, drawn from what it is: its kind, its colour, its number. */
import { colours, type Product } from './products.ts'

/** Paths in a square of 100; the last attribute says which part is filled with the second shade. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  Chair: ['M32 18h6v34h-6z M62 18h6v34h-6z', 'M28 20h44v16H28z M26 50h48v9H26z', 'M30 59h5v26h-5z M65 59h5v26h-5z'],
  Table: ['M14 38h72v8H14z', 'M20 46h7v40h-7z M73 46h7v40h-7z', 'M27 58h46v4H27z'],
  Lamp: ['M48 44h4v38h-4z', 'M36 16h28l12 30H24z', 'M34 80h32v6H34z'],
  Shelf: [
    'M18 14h6v74h-6z M76 14h6v74h-6z',
    'M18 24h64v6H18z M18 48h64v6H18z M18 72h64v6H18z',
    'M30 34h8v14h-8z M42 58h6v14h-6z M60 32h10v16H60z',
  ],
  Rug: ['M16 26h68v50H16z', 'M24 34h52v34H24z', 'M36 44h28v14H36z'],
  Vase: [
    'M40 14h20v10H40z',
    'M40 24c0 14-18 20-18 38 0 16 12 24 28 24s28-8 28-24c0-18-18-24-18-38z',
    'M25 56h50v7H25z',
  ],
  Clock: ['M50 14a36 36 0 1 0 .1 0z', 'M50 22a28 28 0 1 0 .1 0z', 'M48 30h4v22h-4z M50 48h18v4H50z'],
  Cushion: [
    'M18 24c20 6 44 6 64 0 6 18 6 36 0 54-20-6-44-6-64 0-6-18-6-36 0-54z',
    'M30 36c13 4 27 4 40 0 4 10 4 20 0 30-13-4-27-4-40 0-4-10-4-20 0-30z',
    '',
  ],
}

const namespace = 'http://www.w3.org/2000/svg'

/** Decoration: the name of the product stands beside it. */
export function pictureOf({ id, kind, colour }: Pick<Product, 'id' | 'kind' | 'colour'>): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg')
  svg.setAttribute('viewBox', '0 0 100 100')
  svg.setAttribute('aria-hidden', 'true')
  const main = colours[colour] ?? '#888888'
  const ground = document.createElementNS(namespace, 'circle')
  for (const [name, value] of Object.entries({ cx: 50 + (id % 7) - 3, cy: 54, r: 38 + (id % 5), class: 'shop-ground' }))
    ground.setAttribute(name, String(value))
  svg.append(ground)
  const shades = [shaded(main, -0.18), main, shaded(main, -0.35)]
  for (const [i, d] of (shapes[kind] ?? shapes.Vase ?? []).entries()) {
    const path = document.createElementNS(namespace, 'path')
    path.setAttribute('d', d)
    path.setAttribute('fill', shades[i] ?? main)
    svg.append(path)
  }
  return svg
}

/** `by`: from -1, black, to 1, white. */
function shaded(colour: string, by: number): string {
  const target = by < 0 ? 0 : 255
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  const mixed = parts.map((part) => Math.round(part + (target - part) * Math.abs(by)))
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
