/**
 * The first indices in an order, without sorting all of them: a heap holds the best found so far.
 */

/**
 * Indices 0 .. count - 1 in ascending order, equal ones by index; at least the first `wanted` of
 * them, and all that equal the last of those.
 */
export function selectLeast(count: number, wanted: number, compare: (a: number, b: number) => number): Uint32Array {
  const ordered = (a: number, b: number): number => compare(a, b) || a - b
  if (wanted * 4 >= count) return indices(count).sort(ordered)
  if (wanted <= 0) return new Uint32Array(0)
  // The greatest of the `wanted` least ones is on top.
  const heap = indices(wanted)
  for (let i = (wanted >> 1) - 1; i >= 0; i--) siftDown(heap, i, compare)
  for (let i = wanted; i < count; i++) {
    if (compare(i, heap[0]) >= 0) continue
    heap[0] = i
    siftDown(heap, 0, compare)
  }
  const last = heap[0]
  const found: number[] = []
  for (let i = 0; i < count; i++) if (compare(i, last) <= 0) found.push(i)
  return Uint32Array.from(found).sort(ordered)
}

function indices(count: number): Uint32Array {
  const all = new Uint32Array(count)
  for (let i = 0; i < count; i++) all[i] = i
  return all
}

function siftDown(heap: Uint32Array, start: number, compare: (a: number, b: number) => number): void {
  const size = heap.length
  let at = start
  for (;;) {
    let greatest = at
    const left = at * 2 + 1
    if (left < size && compare(heap[left], heap[greatest]) > 0) greatest = left
    if (left + 1 < size && compare(heap[left + 1], heap[greatest]) > 0) greatest = left + 1
    if (greatest === at) return
    const moved = heap[at]
    heap[at] = heap[greatest]
    heap[greatest] = moved
    at = greatest
  }
}
