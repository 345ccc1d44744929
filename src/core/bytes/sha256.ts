/**
 * SHA-256 in plain JavaScript. `crypto.subtle` is there only in secure contexts, and a page of an
 * intranet over http has none. Law: the digest is that of FIPS 180-4.
 */

const bits = (root: (n: number) => number, count: number): Int32Array => {
  const words = new Int32Array(count)
  let n = 2
  for (let found = 0; found < count; n++) {
    if (!isPrime(n)) continue
    const value = root(n)
    words[found++] = Math.floor((value - Math.floor(value)) * 2 ** 32)
  }
  return words
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false
  return true
}

/** The first bits of the fractional parts of roots of the first primes. */
const initial = bits(Math.sqrt, 8)
const rounds = bits(Math.cbrt, 64)
/** Scratch of `mix`, which fills it before it reads it and awaits nothing. */
const schedule = new Int32Array(64)

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** Mixes the 64 bytes from `at` on into the state. */
function mix(state: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(at + 4 * i)
  for (let i = 16; i < 64; i++) {
    const low = schedule[i - 15]
    const high = schedule[i - 2]
    const lowMixed = rotate(low, 7) ^ rotate(low, 18) ^ (low >>> 3)
    const highMixed = rotate(high, 17) ^ rotate(high, 19) ^ (high >>> 10)
    schedule[i] = (schedule[i - 16] + lowMixed + schedule[i - 7] + highMixed) | 0
  }
  // One by one: taken apart as an array, the state costs more than half of the rounds.
  let a = state[0]
  let b = state[1]
  let c = state[2]
  let d = state[3]
  let e = state[4]
  let f = state[5]
  let g = state[6]
  let h = state[7]
  for (let i = 0; i < 64; i++) {
    const chosen = g ^ (e & (f ^ g))
    const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + chosen + rounds[i] + schedule[i]) | 0
    const majority = (a & b) ^ (c & (a ^ b))
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  state[0] += a
  state[1] += b
  state[2] += c
  state[3] += d
  state[4] += e
  state[5] += f
  state[6] += g
  state[7] += h
}

/** 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = initial.slice()
  const whole = bytes.length & ~63
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < whole; at += 64) mix(state, view, at)
  const rest = bytes.length - whole
  const tail = new Uint8Array(rest < 56 ? 64 : 128)
  tail.set(bytes.subarray(whole))
  tail[rest] = 0x80
  const tailView = new DataView(tail.buffer)
  tailView.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29))
  tailView.setUint32(tail.length - 4, bytes.length << 3)
  for (let at = 0; at < tail.length; at += 64) mix(state, tailView, at)
  const digest = new Uint8Array(32)
  const out = new DataView(digest.buffer)
  state.forEach((word, i) => {
    out.setInt32(4 * i, word)
  })
  return digest
}
