/**
 * What the benchmark calls of its peers. They are installed when it runs and are no dependencies of
 * the project, so that their own types are not there.
 */
type Texts = Readonly<Record<string, unknown>> & { readonly id: string }

declare module '@orama/orama' {
  type Orama = { readonly schema: object }
  export function create(options: { schema: object }): Orama
  export function insertMultiple(database: Orama, documents: readonly Texts[]): Promise<string[]>
  export function removeMultiple(database: Orama, ids: readonly string[]): Promise<number>
  export function save(database: Orama): unknown
  export function load(database: Orama, saved: unknown): void
  export function search(database: Orama, parameters: object): Promise<{ hits: { document: Texts }[] }>
}

declare module '@sqlite.org/sqlite-wasm' {
  interface Statement {
    bind(values: readonly unknown[]): Statement
    stepReset(): Statement
    finalize(): void
  }
  export interface Database {
    exec(sql: string | object): unknown
    prepare(sql: string): Statement
    transaction(body: () => void): void
  }
  interface Pool {
    readonly OpfsSAHPoolDb: new (path: string) => Database
  }
  interface Sqlite {
    readonly wasm: { heap8u(): Uint8Array }
    installOpfsSAHPoolVfs(options: { name: string }): Promise<Pool>
  }
  export default function sqlite3InitModule(): Promise<Sqlite>
}

declare module 'flexsearch' {
  export const IndexedDB: new (name: string) => object
  type Found = { readonly id: string; readonly doc: Texts }[]
  export class Document {
    constructor(options: object)
    add(document: Texts): this
    addAsync(document: Texts): Promise<this>
    remove(id: string): this
    search(query: string, options: object): Found | Promise<Found>
    export(take: (key: string, data: string) => void): Promise<void>
    import(key: string, data: string): Promise<void>
    mount(database: object): Promise<void>
    commit(): Promise<void>
  }
}

declare module 'fuse.js' {
  interface FuseIndex {
    toJSON(): unknown
  }
  export default class Fuse<T> {
    constructor(list: readonly T[], options: object, index: FuseIndex)
    static createIndex(keys: readonly object[], list: readonly unknown[]): FuseIndex
    static parseIndex(json: unknown): FuseIndex
    add(document: T): void
    remove(isMeant: (document: T) => boolean): T[]
    getIndex(): FuseIndex
    search(query: string, options: { limit: number }): { readonly item: T }[]
  }
}

declare module 'itemsjs' {
  interface ItemsJs<T> {
    reindex(list: readonly T[]): void
    serializeAll(): { readonly fulltext: unknown; readonly facets: unknown }
    search(request: object): { readonly data: { readonly items: T[] } }
  }
  export default function itemsjs<T>(list: readonly T[], configuration: object): ItemsJs<T>
}

declare module 'lunr' {
  interface Query {
    term(terms: readonly object[], options: object): void
  }
  class Index {
    static load(json: unknown): Index
    query(ask: (asked: Query) => void): { readonly ref: string }[]
  }
  class Builder {
    readonly pipeline: { add(...steps: unknown[]): void }
    readonly searchPipeline: { add(...steps: unknown[]): void }
    field(name: string, options: { boost: number }): void
    add(document: Texts): void
    build(): Index
  }
  const lunr: {
    readonly Builder: typeof Builder
    readonly Index: typeof Index
    readonly Query: { readonly wildcard: { readonly TRAILING: number } }
    readonly trimmer: unknown
    readonly stopWordFilter: unknown
    readonly stemmer: unknown
    tokenizer(query: string): object[]
  }
  export default lunr
}

declare module 'minisearch' {
  export default class MiniSearch {
    constructor(options: object)
    static loadJSON(json: string, options: object): MiniSearch
    addAll(documents: readonly Texts[]): void
    addAllAsync(documents: readonly Texts[]): Promise<void>
    discardAll(ids: readonly string[]): void
    search(query: string): Texts[]
  }
}
