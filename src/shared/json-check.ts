/**
 * What a document may hold, checked on values that were never JSON text. Nothing is changed
 * silently: what JSON.stringify would drop, turn into null, call (`toJSON`) or never finish is
 * refused by path. One exception, as in JSON itself: a member that is undefined is left out. Part
 * of the page entry, so kept tiny.
 */
import { documentLimits, type JsonObject } from './document.ts'
import { SeeklingError } from './errors.ts'
import { isObject } from './value-shapes.ts'

const loneSurrogate = /\p{Surrogate}/u

/**
 * Throws `malformed_payload` if `value` is not JSON, naming the place, such as
 * `documents[3].tags[0].name` for the path `documents[3]`; `details.path` repeats it. `value`
 * counts as nesting level 1.
 */
export function checkJsonValue(value: unknown, path: string): void {
  // Built only while a fault travels up, so that a sound document costs no string.
  let trail = ''
  const ancestors: unknown[] = []

  const faultIn = (value: unknown): string | undefined => {
    if (value === null || typeof value === 'boolean') return
    if (typeof value === 'string') {
      return loneSurrogate.test(value)
        ? 'holds half a surrogate pair, which UTF-8 cannot store: call toWellFormed() first'
        : undefined
    }
    if (typeof value === 'number') {
      return Number.isFinite(value) ? undefined : `is ${value}, which JSON cannot hold: use a finite number or null`
    }
    if (typeof value !== 'object')
      return `is of type ${typeof value}, which JSON cannot hold: use a string or number, or leave it out`
    if (ancestors.includes(value)) return 'contains itself: a document must be a tree'
    if (ancestors.length === documentLimits.maxDepth)
      return `is nested deeper than ${documentLimits.maxDepth} levels: make it flatter`
    ancestors.push(value)
    if (Array.isArray(value)) {
      // By index, so that holes are met as undefined.
      for (let i = 0; i < value.length; i++) {
        const fault = faultIn(value[i])
        if (fault) {
          trail = `[${i}]${trail}`
          return fault
        }
      }
    } else {
      // A plain object's prototype is null or has none itself; comparing with Object.prototype
      // would refuse objects from another frame.
      const prototype = Object.getPrototypeOf(value)
      if (prototype && Object.getPrototypeOf(prototype)) {
        return `is an instance of ${prototype.constructor?.name}: use a plain object or array, and for a date its toISOString()`
      }
      for (const key of Object.keys(value)) {
        const member = (value as Record<string, unknown>)[key]
        if (member === undefined) continue
        const fault =
          key === '__proto__' ? 'is a key that changes what an object is: rename it' : (faultIn(key) ?? faultIn(member))
        if (fault) {
          trail = `.${key}${trail}`
          return fault
        }
      }
    }
    ancestors.pop()
    return
  }

  const fault = faultIn(value)
  if (fault) {
    // A key may be megabytes long; the message is stored.
    const place = (path + trail).slice(0, 300)
    throw new SeeklingError('malformed_payload', `${place} ${fault}.`, { path: place })
  }
}

/**
 * Throws `malformed_payload` if `value` is not a JSON object that can be stored as a document;
 * `path` is what to call it.
 */
export function checkDocument(value: unknown, path: string): asserts value is JsonObject {
  if (!isObject(value)) {
    const kind = value === null ? 'null' : Array.isArray(value) ? 'an array' : `of type ${typeof value}`
    throw new SeeklingError('malformed_payload', `${path} is ${kind}: a document is an object, such as { "id": 1 }.`, {
      path,
    })
  }
  checkJsonValue(value, path)
}
