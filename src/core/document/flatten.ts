/**
 * Takes a document apart into its leaves: objects become dot paths (`author.name`), each element of
 * an array is a leaf of its own, and `null` is no value. Every text of an index passes here, so a
 * leaf costs no allocation: paths are made once per kind of object and found again by the place of
 * their key, since documents of one index tend to have the same keys in the same order.
 */
import { documentLimits, type JsonObject, type JsonValue } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { type FieldState, isEmpty, isNull, present } from './field-state.ts'

/** `path` is the same string object each time, however many documents have it. */
export type LeafVisitor = (path: string, value: string | number | boolean) => void

/** Is called for objects, arrays, nulls and empty texts with their path, before what is in them. */
export type StateVisitor = (path: string, state: FieldState) => void

/**
 * A key in its place under other keys. Keys may hold dots, so several nodes can have the same path.
 */
interface PathNode {
  readonly key: string
  readonly path: string
  readonly children: Map<string, PathNode>
  /** Children by the place of their key in the object last seen: a guess that is usually right. */
  readonly byPlace: PathNode[]
}

/**
 * Top-level attributes that are not searched, sorted or filtered as text: vectors and places. A key
 * with a dot that reads like a part of one is none either: `_geo.lat` names half of a place that
 * was checked.
 */
const reservedAttribute = /^_(?:vectors|geo|geojson)(?:\.|$)/

/**
 * A memo of paths, for speed only; emptied when it holds more than an index could have. Sharing it
 * is safe: a walk is one call that awaits nothing, and a visitor must not start another.
 */
let root = newNode('', '')
let nodeCount = 0

/**
 * Visits the leaves of a document in document order. Throws `malformed_payload` naming a path that
 * is over `documentLimits.maxDepth` or `maxPathLength`; then part of the document may have been
 * visited. A visitor must not call this function.
 */
export function flattenDocument(document: JsonObject, visitLeaf: LeafVisitor, visitState?: StateVisitor): void {
  if (nodeCount > documentLimits.maxFields) {
    root = newNode('', '')
    nodeCount = 0
  }
  const visitors: Visitors = { leaf: visitLeaf, state: visitState }
  let place = 0
  for (const key of Object.keys(document)) {
    const node = childOf(root, key, place++)
    if (key.charCodeAt(0) !== 95 || !reservedAttribute.test(key)) visitValue(node, document[key], 2, false, visitors)
  }
}

interface Visitors {
  readonly leaf: LeafVisitor
  readonly state: StateVisitor | undefined
}

function visitValue(node: PathNode, value: JsonValue, depth: number, inArray: boolean, visitors: Visitors): void {
  if (typeof value !== 'object' || value === null) {
    if (value === null) visitors.state?.(node.path, inArray ? present : isNull)
    else {
      if (value === '' && !inArray) visitors.state?.(node.path, isEmpty)
      visitors.leaf(node.path, value)
    }
    return
  }
  if (depth > documentLimits.maxDepth) throw tooDeep(node.path)
  if (Array.isArray(value)) {
    visitors.state?.(node.path, value.length === 0 && !inArray ? isEmpty : present)
    for (let i = 0; i < value.length; i++) visitValue(node, value[i], depth + 1, true, visitors)
    return
  }
  const keys = Object.keys(value)
  visitors.state?.(node.path, keys.length === 0 && !inArray ? isEmpty : present)
  let place = 0
  for (const key of keys) {
    const member = (value as JsonObject)[key]
    visitValue(childOf(node, key, place++), member, depth + 1, inArray, visitors)
  }
}

function childOf(parent: PathNode, key: string, place: number): PathNode {
  const guess = parent.byPlace[place]
  if (guess !== undefined && guess.key === key) return guess
  let child = parent.children.get(key)
  if (child === undefined) {
    const path = parent === root ? key : `${parent.path}.${key}`
    if (path.length > documentLimits.maxPathLength) throw tooLong(path)
    child = newNode(key, path)
    parent.children.set(key, child)
    nodeCount++
  }
  parent.byPlace[place] = child
  return child
}

function newNode(key: string, path: string): PathNode {
  return { key, path, children: new Map(), byPlace: [] }
}

function tooDeep(path: string): SeeklingError {
  return refusal(path, `is nested deeper than ${documentLimits.maxDepth} levels: make the document flatter`)
}

function tooLong(path: string): SeeklingError {
  return refusal(path, `starts a dot path of more than ${documentLimits.maxPathLength} characters: use shorter keys`)
}

function refusal(path: string, what: string): SeeklingError {
  const place = path.slice(0, 300)
  return new SeeklingError('malformed_payload', `${place} ${what}.`, { path: place })
}
