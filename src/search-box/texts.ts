/**
 * What the search box says. The word on its button is here in all languages, the rest in English
 * only: the other languages take as much room as half the box, and are loaded when they are needed.
 * Until then, and where they cannot be loaded, English is spoken.
 */
import { closestLanguage } from './languages.ts'

const names = [
  ...(['clear', 'close', 'open', 'navigate', 'noResults', 'resultsFor', 'didYouMean', 'recent'] as const),
  ...(['loading', 'offline', 'failed', 'retry', 'more', 'saving', 'results'] as const),
] as const

export type TextName = 'search' | (typeof names)[number]

/** `{}` stands for what is put in. */
const english =
  'Clear|Close|Open|Navigate|No results for “{}”|Results for “{}”|Did you mean|Recent searches|Loading…|You are offline|Search failed|Try again|More results|Saving for offline use: {}|one={} result/{} results'

/** "Search", by language; `_` is a space. */
const searchWords = `
en:Search ar:بحث bg:Търсене bn:অনুসন্ধান ca:Cerca cs:Hledat da:Søg de:Suchen el:Αναζήτηση
es:Buscar et:Otsi fa:جستجو fi:Hae fr:Rechercher he:חיפוש hi:खोजें hr:Traži hu:Keresés id:Cari
it:Cerca ja:検索 ko:검색 lt:Ieškoti lv:Meklēt nl:Zoeken no:Søk pl:Szukaj pt:Pesquisar ro:Caută
ru:Поиск sk:Hľadať sl:Iskanje sv:Sök th:ค้นหา tr:Ara uk:Пошук vi:Tìm_kiếm zh:搜索 zh-hant:搜尋`

/** Languages that are written as another one of the table, or go by an older name. */
const alsoKnownAs: Readonly<Record<string, string>> = {
  nb: 'no',
  nn: 'no',
  iw: 'he',
  in: 'id',
  'zh-tw': 'zh-hant',
  'zh-hk': 'zh-hant',
  'zh-mo': 'zh-hant',
}

const searchByLanguage = new Map(
  searchWords
    .trim()
    .split(/\s+/)
    .map((entry) => entry.split(':'))
    .map(([language, word]) => [language, word.replaceAll('_', ' ')] as const),
)

/** All there are. */
export const languages: readonly string[] = [...searchByLanguage.keys()]

/**
 * A text by its name, with what `{}` stands for. A number chooses the form of `results`, and of
 * `saving` it is a share, from 0 to 1.
 */
export type Texts = (name: TextName, value?: string | number) => string

/** Those of a language as far as they are here, and as they are once they have been loaded. */
export interface LanguageTexts {
  readonly now: Texts
  /** null for English. Rejects where they cannot be loaded. */
  readonly load: (() => Promise<Texts>) | null
}

/** `de-AT` finds `de`; of a language that is not there, English. */
export function textsFor(lang: string): LanguageTexts {
  const asked = lang.toLowerCase()
  const known = alsoKnownAs[asked] ?? alsoKnownAs[asked.split('-')[0]] ?? asked
  const language = closestLanguage(known, languages) ?? 'en'
  const search = searchByLanguage.get(language) ?? ''
  return {
    now: speaking('en', search, english),
    load:
      language === 'en'
        ? null
        : async () => speaking(language, search, (await import('./translations.ts')).translations[language]),
  }
}

function speaking(language: string, search: string, line: string): Texts {
  const texts = line.split('|')
  return (name, value = '') => {
    if (name === 'search') return search
    const text = texts[names.indexOf(name)]
    if (typeof value === 'string') return text.replace('{}', () => value)
    const style = name === 'saving' ? 'percent' : 'decimal'
    const number = value.toLocaleString(language, { style })
    return formFor(text, new Intl.PluralRules(language).select(value)).replace('{}', number)
  }
}

function formFor(text: string, category: string): string {
  const forms = text.split('/')
  const own = forms.find((form) => form.startsWith(`${category}=`)) ?? forms[forms.length - 1]
  return own.replace(/^[a-z]+=/, '')
}
