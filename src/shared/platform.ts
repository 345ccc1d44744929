/**
 * The types of the platform that the package's declarations speak of. Where a program compiles with
 * them, these are more of the same interfaces and add nothing; where it does without, as on a
 * server or in a build script, the declarations compile all the same.
 */
declare global {
  interface AbortSignal {}
  interface Blob {}
  interface IDBFactory {}
  interface MessagePort {}
  // biome-ignore lint/suspicious/noExplicitAny: as the platform declares it.
  interface ReadableStream<R = any> {}
  interface Request {}
  interface RequestInit {}
  interface Response {}
  interface URL {}
  interface Worker {}

  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

export {}
