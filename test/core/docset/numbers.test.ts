/**
 * Numbers that count different things are told apart by the compiler: without the marks below this
 * file does not compile, and where a mark is not needed it does not either.
 */
import { expect, test } from 'vitest'
import type {
  GlobalDocument,
  LocalDocument,
  NumbersOf,
  Ordinal,
  TermOrdinal,
} from '../../../src/core/docset/numbers.ts'

const lengthOf = (document: LocalDocument): number => document + 1
const idOf = (document: GlobalDocument): number => document + 1
const firstOf = (documents: NumbersOf<LocalDocument>): LocalDocument => documents[0]

test('a number of one kind is refused where another is meant, and plain numbers are not', () => {
  const base: GlobalDocument = 100
  const global: GlobalDocument = 107
  const local: LocalDocument = global - base
  const ordinal: Ordinal = 3
  const term: TermOrdinal = 4
  const globals: NumbersOf<GlobalDocument> = Uint32Array.of(107)
  expect([lengthOf(local), idOf(base + local), firstOf(Uint32Array.of(7))]).toEqual([8, 108, 7])
  // @ts-expect-error A document of the whole index.
  lengthOf(global)
  // @ts-expect-error A document of a segment.
  idOf(local)
  // @ts-expect-error An ordinal.
  lengthOf(ordinal)
  // @ts-expect-error A term.
  idOf(term)
  // @ts-expect-error Documents of the whole index.
  firstOf(globals)
  // @ts-expect-error One of them.
  lengthOf(globals[0])
})
