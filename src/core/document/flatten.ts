/**
 * Takes a document apart into its leaves: objects become dot paths (`author.name`), each element of an array is a leaf
 * of its own, and `null` is no value. Every text of an index passes here, so a leaf costs no allocation: paths are made
 * once per kind of object and found again by the place of their key, since documents of one index tend to have the same
 * keys in the same order.
 */
import { documentLimits, type JsonObject, type JsonValue } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'

/**
 * `elementIndex` numbers the values of one path within a document from 0, in document order, over nested arrays and
 * arrays of objects: `{ "a": [{ "b": "x" }, { "b": ["y", "z"] }] }` gives `a.b` x 0, y 1, z 2.
 */
export type LeafVisitor = (path: string, value: string | number | boolean, elementIndex: number) => void

/**
 * Called once per document for each of its top-level fields and for each path that holds a value, null or nothing but
 * an empty list or object.
 */
export type FieldVisitor = (path: string) => void

/** A key in its place under other keys. Keys may hold dots, so several nodes can have the same path. */
interface PathNode {
  readonly key: string
  readonly field: Field
  readonly children: Map<string, PathNode>
  /** Children by the place of their key in the object last seen: a guess that is usually right. */
  readonly byPlace: PathNode[]
}

/** A path and what the document at hand has under it. */
interface Field {
  readonly path: string
  /** The document that last had this path; `values` belongs to that one. */
  document: number
  values: number
}

/** Top-level attributes that are not searched, sorted or filtered as text: vectors and places. */
const reservedAttributes: ReadonlySet<string> = new Set(['_vectors', '_geo', '_geojson'])

/** A memo of paths, for speed only: thrown away when it holds more than an index could have. */
let root = newNode('', { path: '', document: 0, values: 0 })
let fields = new Map<string, Field>()
let nodeCount = 0
/** Tells documents apart, so that no counter has to be reset. */
let documentNumber = 0

/**
 * Visits the leaves of a document in document order. Throws `malformed_payload` naming a path that is over
 * `documentLimits.maxDepth` or `maxPathLength`; then part of the document may have been visited. A visitor must not
 * call this function.
 */
export function flattenDocument(
  document: JsonObject,
  visitLeaf: LeafVisitor,
  visitField: FieldVisitor = ignoreField,
): void {
  if (nodeCount > documentLimits.maxFields) {
    root = newNode('', root.field)
    fields = new Map()
    nodeCount = 0
  }
  documentNumber++
  let place = 0
  for (const key of Object.keys(document)) {
    const node = childOf(root, key, place++)
    enter(node.field, visitField)
    if (!reservedAttributes.has(key)) visitValue(node, document[key] as JsonValue, 2, visitLeaf, visitField)
  }
}

function visitValue(
  node: PathNode,
  value: JsonValue,
  depth: number,
  visitLeaf: LeafVisitor,
  visitField: FieldVisitor,
): void {
  if (typeof value !== 'object' || value === null) {
    enter(node.field, visitField)
    if (value !== null) visitLeaf(node.field.path, value, node.field.values++)
    return
  }
  if (depth > documentLimits.maxDepth) throw tooDeep(node.field.path)
  if (Array.isArray(value)) {
    const { length } = value
    if (length === 0) enter(node.field, visitField)
    for (let i = 0; i < length; i++) visitValue(node, value[i] as JsonValue, depth + 1, visitLeaf, visitField)
    return
  }
  let place = 0
  for (const key of Object.keys(value)) {
    visitValue(childOf(node, key, place++), (value as JsonObject)[key] as JsonValue, depth + 1, visitLeaf, visitField)
  }
  if (place === 0) enter(node.field, visitField)
}

/** Notes that the document has this path. */
function enter(field: Field, visitField: FieldVisitor): void {
  if (field.document === documentNumber) return
  field.document = documentNumber
  field.values = 0
  visitField(field.path)
}

function childOf(parent: PathNode, key: string, place: number): PathNode {
  const guess = parent.byPlace[place]
  if (guess !== undefined && guess.key === key) return guess
  let child = parent.children.get(key)
  if (child === undefined) {
    const path = parent === root ? key : `${parent.field.path}.${key}`
    if (path.length > documentLimits.maxPathLength) throw tooLong(path)
    child = newNode(key, fieldOf(path))
    parent.children.set(key, child)
    nodeCount++
  }
  parent.byPlace[place] = child
  return child
}

function fieldOf(path: string): Field {
  let field = fields.get(path)
  if (field === undefined) {
    field = { path, document: 0, values: 0 }
    fields.set(path, field)
  }
  return field
}

function newNode(key: string, field: Field): PathNode {
  return { key, field, children: new Map(), byPlace: [] }
}

function ignoreField(): void {}

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
