/**
 * How an index cuts and folds its texts, as its settings say: made once per settings object and
 * language, and handed to the tokenizer and the word scanner. Languages change little, since the
 * index must be found by queries in any: Swedish keeps its letters, and the Arabic article is only
 * cut off where no other language of the Arabic script is declared.
 */
import type { Settings } from '../../shared/settings.ts'
import { foldText } from './fold.ts'
import {
  asciiClass,
  classMask,
  contextSeparator,
  contextWord,
  softSeparator,
  standsAlone,
  symbolCharacter,
  traitsOf,
  wordCharacter,
} from './separators.ts'

/** A string of the settings that is looked for in a text before the text is cut otherwise. */
export interface Entry {
  /**
   * `separator`: cuts. `part`: does not cut, although its characters would. `word`: is a word,
   * whatever is in it.
   */
  readonly kind: 'separator' | 'part' | 'word'
  /** As written; folded for a `word`. */
  readonly text: string
}

interface RunWord {
  readonly text: string
}

/**
 * Every beginning of some strings, with the entry whose string it is, or null if all of them go on:
 * one walk along a text finds all entries that stand at a place, however many there are.
 */
type Beginnings<T> = ReadonlyMap<string, T | null>

export interface TextRules {
  readonly asciiClass: Uint8Array
  /** Classes of single characters that the settings change, by code point. */
  readonly classes: ReadonlyMap<number, number>
  /** Separators and parts as they are written, and words as they fold. */
  readonly written: Beginnings<Entry>
  readonly folded: Beginnings<Entry>
  readonly keepsSwedish: boolean
  readonly cutsArticle: boolean
  /**
   * Words of scripts that are cut into characters, folded: those of the dictionary, and those that
   * have synonyms, which could not be looked up in pieces. A query's runs are cut into words at
   * them.
   */
  readonly runWords: Beginnings<RunWord>
  /** Language to cut runs of characters into words by; only a hint, and only for queries. */
  readonly locale: string | undefined
  /** Rules with equal keys cut documents alike. */
  readonly key: string
}

type TextSettings = Pick<Settings, 'dictionary' | 'separatorTokens' | 'nonSeparatorTokens'> &
  Partial<Pick<Settings, 'synonyms'>>

const maxWordLength = 250

const memo = new WeakMap<TextSettings, Map<string, TextRules>>()

/** `locales`: declared languages, the first one being the likeliest; none is any. */
export function textRules(settings: TextSettings, locales: readonly string[] = []): TextRules {
  let known = memo.get(settings)
  if (known === undefined) {
    known = new Map()
    memo.set(settings, known)
  }
  const name = locales.join()
  let rules = known.get(name)
  if (rules === undefined) {
    rules = makeRules(settings, locales)
    known.set(name, rules)
  }
  return rules
}

function makeRules(settings: TextSettings, locales: readonly string[]): TextRules {
  const { dictionary, separatorTokens, nonSeparatorTokens, synonyms = {} } = settings
  const has = (...codes: readonly string[]): boolean => locales.some((locale) => codes.includes(locale))
  const keepsSwedish = has('sv', 'swe')
  const cutsArticle = has('ar', 'ara') || !has('fa', 'fas', 'pes', 'ur', 'urd')
  const classes = new Map<number, number>()
  const entries: Entry[] = []
  const assign = (token: string, kind: 'separator' | 'part'): void => {
    const code = token.codePointAt(0)
    if (code === undefined) return
    if (token.length > (code > 0xffff ? 2 : 1)) entries.push({ kind, text: token })
    else if (kind === 'part')
      classes.set(code, (traitsOf(code) & classMask) === contextSeparator ? contextWord : wordCharacter)
    else if ([wordCharacter, symbolCharacter].includes(traitsOf(code) & classMask)) classes.set(code, softSeparator)
  }
  const parts = new Set(nonSeparatorTokens)
  for (const token of separatorTokens) if (!parts.has(token)) assign(token, 'separator')
  for (const token of nonSeparatorTokens) assign(token, 'part')
  const runWords: RunWord[] = []
  for (const word of dictionary) {
    const text = foldText(word.trim(), keepsSwedish)
    if (text === '') continue
    if (isInCharacters(text)) runWords.push({ text })
    else entries.push({ kind: 'word', text })
  }
  for (const word of Object.keys(synonyms)) {
    const text = foldText(word.trim(), keepsSwedish)
    // A single character may be part of any word, and a word too long to be indexed is none.
    if (text.length <= maxWordLength && [...text].length > 1 && isInCharacters(text)) runWords.push({ text })
  }
  const ownClass = asciiClass.slice()
  for (const [code, kind] of classes) if (code < 128) ownClass[code] = kind
  return {
    asciiClass: ownClass,
    classes,
    written: beginnings(entries.filter(({ kind }) => kind !== 'word')),
    folded: beginnings(entries.filter(({ kind }) => kind === 'word')),
    runWords: beginnings(runWords),
    keepsSwedish,
    cutsArticle,
    locale: locales[0],
    key: JSON.stringify([[...classes], entries, keepsSwedish, cutsArticle]),
  }
}

function beginnings<T extends { readonly text: string }>(entries: readonly T[]): Beginnings<T> {
  const found = new Map<string, T | null>()
  for (const entry of entries) {
    const { text } = entry
    for (let end = 1; end < text.length; end++) if (!found.has(text.slice(0, end))) found.set(text.slice(0, end), null)
    found.set(text, entry)
  }
  return found
}

const isInCharacters = (text: string): boolean =>
  [...text].every((character) => (traitsOf(character.codePointAt(0) as number) & standsAlone) !== 0)

/** The rules of default settings. */
export const defaultTextRules = makeRules({ dictionary: [], separatorTokens: [], nonSeparatorTokens: [] }, [])
