/**
 * Charts as SVG, without a library: they read as images in light and in dark (each has a ground of
 * its own, which follows the reader's scheme), and say in `desc` what they show. Pure.
 */

/**
 * @typedef {object} ChartRow
 * @property {string} label
 * @property {boolean} isOwn Drawn so that the eye finds it.
 * @property {{ name: string, value: number, low?: number, high?: number }[]} points From left to
 *   right; none if there is no figure.
 * @property {string} says In words: the figures, or why there is none.
 */

/** @typedef {{ x: number, y: number }} Place */

const width = 720
const left = 192
const right = 132
const rowHeight = 27
const top = 48

const style = `
    svg { color: #1f2328; font: 13px system-ui, sans-serif }
    .ground { fill: #fff; stroke: #d1d9e0 }
    .hollow { fill: #fff }
    .grid { stroke: #d1d9e0 }
    .quiet { fill: #59636e }
    .peer { color: #6e7781 }
    .own { color: #0a6e4f; font-weight: 600 }
    @media (prefers-color-scheme: dark) {
      svg { color: #e6edf3 }
      .ground { fill: #0d1117; stroke: #3d444d }
      .hollow { fill: #0d1117 }
      .grid { stroke: #3d444d }
      .quiet { fill: #9198a1 }
      .peer { color: #9198a1 }
      .own { color: #4ac99b }
    }`

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** Two decimals are more than a screen shows; they keep the files equal on all machines. */
const at = (/** @type {number} */ number) => String(Math.round(number * 100) / 100)

/** @param {{ title: string, description: string, height: number, body: string[] }} given */
const svg = ({
  title,
  description,
  height,
  body,
}) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
  <title id="title">${escaped(title)}</title>
  <desc id="desc">${escaped(description)}</desc>
  <style>${style}
  </style>
  <rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
  <text x="16" y="26" font-weight="600" fill="currentColor">${escaped(title)}</text>
${body.map((line) => `  ${line}`).join('\n')}
</svg>
`

/**
 * A line for each row on a logarithmic scale, as figures differ by powers of ten: a dot for each
 * point, the first ones hollow, the range of the last as a thin line.
 * @param {object} given
 * @param {string} given.title
 * @param {readonly ChartRow[]} given.rows
 * @param {(value: number) => string} given.sayValue For the scale.
 */
export function dotChart({ title, rows, sayValue }) {
  const values = rows.flatMap(({ points }) =>
    points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]),
  )
  const scale = logScale(values, left, width - right)
  const height = top + rows.length * rowHeight + 34
  const bottom = height - 30
  const note = `<text class="quiet" font-size="11" text-anchor="end" x="${width - 16}" y="26">logarithmic scale</text>`
  const marks = scale.ticks.map(
    (tick) =>
      `<path class="grid" d="M${at(scale.x(tick))} ${top - 6}V${bottom}"/><text class="quiet" font-size="11" text-anchor="middle" x="${at(scale.x(tick))}" y="${bottom + 16}">${escaped(sayValue(tick))}</text>`,
  )
  const lines = rows.map((row, i) => dotRow(row, scale, top + i * rowHeight + rowHeight / 2))
  return svg({ title, description: describe(rows), height, body: [note, ...marks, ...lines] })
}

function dotRow({ label, isOwn, points, says }, scale, y) {
  const parts = [`<text text-anchor="end" x="${left - 14}" y="${y + 4}" fill="currentColor">${escaped(label)}</text>`]
  const last = points.at(-1)
  if (last === undefined) {
    parts.push(`<text class="quiet" font-style="italic" x="${left}" y="${y + 4}">${escaped(says)}</text>`)
  } else {
    const first = scale.x(points[0].value)
    parts.push(
      `<path stroke="currentColor" stroke-width="3" stroke-opacity="0.45" d="M${at(points.length > 1 ? first : left)} ${y}H${at(scale.x(last.value))}"/>`,
    )
    parts.push(
      `<path stroke="currentColor" d="M${at(scale.x(last.low ?? last.value))} ${y}H${at(scale.x(last.high ?? last.value))}"/>`,
    )
    for (const point of points) {
      const fill = point === last ? 'fill="currentColor"' : 'class="hollow"'
      parts.push(
        `<circle cx="${at(scale.x(point.value))}" cy="${y}" r="5" ${fill} stroke="currentColor" stroke-width="2"/>`,
      )
    }
    parts.push(`<text x="${width - right + 14}" y="${y + 4}" fill="currentColor">${escaped(says)}</text>`)
  }
  return `<g class="${isOwn ? 'own' : 'peer'}">${parts.join('')}</g>`
}

/** Powers of ten around the values, and where a value lies between two x. */
function logScale(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  const x = (/** @type {number} */ value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from)
  return { x, ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)) }
}

/**
 * A field of bars: a column for each name, a row for each label, each bar a share from 0 to 1.
 * @param {object} given
 * @param {string} given.title
 * @param {readonly string[]} given.columns
 * @param {readonly { label: string, isOwn: boolean, shares: readonly (number | null)[] }[]}
 *   given.rows
 */
export function shareChart({ title, columns, rows }) {
  const height = top + 22 + rows.length * rowHeight + 10
  const step = (width - left - 16) / columns.length
  const barWidth = step - 58
  const body = columns.map(
    (column, i) =>
      `<text class="quiet" font-size="11" x="${at(left + i * step)}" y="${top + 10}">${escaped(column)}</text>`,
  )
  const says = []
  for (const [i, { label, isOwn, shares }] of rows.entries()) {
    const y = top + 22 + i * rowHeight + rowHeight / 2
    const bars = shares.map((share, column) => {
      const x = left + column * step
      if (share === null) return `<text class="quiet" font-style="italic" x="${at(x)}" y="${y + 4}">none</text>`
      return `<rect x="${at(x)}" y="${y - 6}" width="${at(barWidth)}" height="12" rx="2" fill="currentColor" fill-opacity="0.15"/><rect x="${at(x)}" y="${y - 6}" width="${at(barWidth * share)}" height="12" rx="2" fill="currentColor"/><text x="${at(x + barWidth + 6)}" y="${y + 4}" fill="currentColor">${percent(share)}</text>`
    })
    body.push(
      `<g class="${isOwn ? 'own' : 'peer'}"><text text-anchor="end" x="${left - 14}" y="${y + 4}" fill="currentColor">${escaped(label)}</text>${bars.join('')}</g>`,
    )
    says.push({ label, says: columns.map((column, c) => `${column} ${percent(shares[c])}`).join(', ') })
  }
  return svg({ title, description: describe(says), height, body })
}

/** @param {number | null} share */
export const percent = (share) => (share === null ? 'none' : `${Math.round(share * 100)} %`)

/**
 * Lines over two logarithmic scales.
 * @param {object} given
 * @param {string} given.title
 * @param {readonly { label: string, isOwn: boolean, points: readonly Place[] }[]} given.lines
 * @param {(value: number) => string} given.sayX
 * @param {(value: number) => string} given.sayY
 */
export function lineChart({ title, lines, sayX, sayY }) {
  const height = 380
  const points = lines.flatMap((line) => line.points)
  const across = logScale(
    points.map(({ x }) => x),
    70,
    width - 190,
  )
  const up = logScale(
    points.map(({ y }) => y),
    height - 50,
    top,
  )
  const body = [
    ...across.ticks.map(
      (tick) =>
        `<path class="grid" d="M${at(across.x(tick))} ${top}V${height - 50}"/><text class="quiet" font-size="11" text-anchor="middle" x="${at(across.x(tick))}" y="${height - 32}">${escaped(sayX(tick))}</text>`,
    ),
    ...up.ticks.map(
      (tick) =>
        `<path class="grid" d="M70 ${at(up.x(tick))}H${width - 190}"/><text class="quiet" font-size="11" text-anchor="end" x="62" y="${at(up.x(tick) + 4)}">${escaped(sayY(tick))}</text>`,
    ),
  ]
  const drawn = lines.filter((line) => line.points.length > 0)
  const labels = spreadOut(drawn.map((line) => up.x(line.points.at(-1)?.y ?? 1)))
  for (const [i, line] of drawn.entries()) {
    const path = line.points.map(({ x, y }, p) => `${p === 0 ? 'M' : 'L'}${at(across.x(x))} ${at(up.x(y))}`).join('')
    const end = across.x(line.points.at(-1)?.x ?? 1)
    const dots = line.points.map(
      ({ x, y }) => `<circle cx="${at(across.x(x))}" cy="${at(up.x(y))}" r="3.5" fill="currentColor"/>`,
    )
    const leader = `<path stroke="currentColor" stroke-opacity="0.35" d="M${at(end + 5)} ${at(up.x(line.points.at(-1)?.y ?? 1))}L${width - 180} ${at(labels[i])}"/>`
    body.push(
      `<g class="${line.isOwn ? 'own' : 'peer'}"><path fill="none" stroke="currentColor" stroke-width="${line.isOwn ? 3 : 1.5}" d="${path}"/>${dots.join('')}${leader}<text x="${width - 176}" y="${at(labels[i] + 4)}" fill="currentColor">${escaped(line.label)}</text></g>`,
    )
  }
  const says = drawn.map(({ label, points: list }) => ({
    label,
    says: list.map(({ x, y }) => `${sayX(x)}: ${sayY(y)}`).join(', '),
  }))
  return svg({ title, description: describe(says), height, body })
}

/** Heights of labels, moved so that no two lie on each other. */
function spreadOut(heights) {
  const order = [...heights.keys()].sort((a, b) => heights[a] - heights[b])
  const placed = [...heights]
  let next = 0
  for (const i of order) {
    placed[i] = Math.max(heights[i], next)
    next = placed[i] + 17
  }
  return placed
}

/** @param {readonly { label: string, says: string }[]} rows */
const describe = (rows) => rows.map(({ label, says }) => `${label}: ${says}.`).join(' ')
