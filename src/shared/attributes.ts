/**
 * The names of a document type's attributes, for editors to complete and for hits to narrow to what
 * was retrieved. Types only. A name is a dot path; any other string compiles too, since documents
 * may hold more than their type says.
 */

/** Any string, without absorbing the names it is in a union with. */
type AnyString = string & {}

/**
 * A name as it may be passed: completed, or any string. The template is the same names again; it
 * tells the compiler, which compares interfaces by their parameters, that whatever names are
 * listed, all fit all.
 */
export type Named<Path extends string> = `${Path}` | AnyString

/** What to sort by: completed, or any string. */
export type Order<Path extends string> =
  | `${Path}:${'asc' | 'desc'}`
  | `_geoPoint(${number},${number}):${'asc' | 'desc'}`
  | AnyString

type Leaf = string | number | bigint | boolean | symbol | null | undefined | Date | ((...args: never[]) => unknown)

/** The keys of a type that lists them one by one; never for `JsonObject` or another record. */
type ListedKey<Value> = keyof { [Key in keyof Value as string extends Key ? never : Key]: 0 } & string

/** How deep paths are completed; deeper ones compile like any string. */
type Deeper = [never, 0, 1, 2]

/** The dot paths of a document's attributes, through arrays; never for a type that lists none. */
export type AttributePath<Doc, Depth extends number = 3, Above = never> = 0 extends 1 & Doc
  ? never
  : Doc extends Leaf
    ? never
    : Doc extends readonly (infer Item)[]
      ? AttributePath<Exclude<Item, readonly unknown[]>, Depth, Above>
      : Depth extends 0
        ? never
        : // A type within itself is not unrolled.
          Doc extends Above
          ? never
          : {
              [Key in ListedKey<Doc>]: Key | Below<Key, Doc[Key & keyof Doc], Deeper[Depth], Above | Doc>
            }[ListedKey<Doc>]

type Below<Key extends string, Value, Depth extends number, Above> =
  AttributePath<Value, Depth, Above> extends infer Path extends string ? `${Key}.${Path}` : never

/**
 * A name that does not say at compile time which attributes it means: `*`, `*_en`, `string`, a
 * template.
 */
type Open<Asked extends string> = Asked extends `*${string}`
  ? Asked
  : Asked extends unknown
    ? { readonly [Name in Asked]: 0 } extends infer Names
      ? Record<never, never> extends Names
        ? Asked
        : never
      : never
    : never

/**
 * Whether an attribute is asked for whole: by its name, by one above it, or by a beginning and `*`.
 */
type IsWhole<Key extends string, Asked extends string> = Asked extends Key
  ? true
  : Key extends `${Asked}.${string}`
    ? true
    : Asked extends `${infer Start}*`
      ? Key extends `${Start}${string}`
        ? true
        : never
      : never

/** The names asked for inside of an attribute. */
type Inside<Key extends string, Asked extends string> = Asked extends `${Key}.${infer Path}` ? Path : never

type IsChosen<Key, Asked extends string> = Key extends string
  ? [IsWhole<Key, Asked> | Inside<Key, Asked>] extends [never]
    ? never
    : Key
  : never

type Part<Value, Asked extends string> = Value extends Leaf
  ? Value
  : Value extends readonly unknown[]
    ? { [Place in keyof Value]: Part<Value[Place], Asked> }
    : string extends keyof Value
      ? Value
      : {
          [Key in keyof Value as IsChosen<Key, Asked>]: [IsWhole<Key & string, Asked>] extends [never]
            ? Part<Value[Key], Inside<Key & string, Asked>>
            : Value[Key]
        }

/**
 * A document cut to the attributes asked for: dot paths, or beginnings with `*`. Where their names
 * are not known to the compiler, or the document's type does not list its own, it is the document
 * as it is.
 */
export type Retrieved<Doc, Asked extends string> = [Open<Asked>] extends [never]
  ? 0 extends 1 & Doc
    ? Doc
    : Part<Doc, Asked>
  : Doc
