/** What the box says in each language: complete, and with the right plurals. */
import { expect, test } from 'vitest'
import { closestLanguage } from '../../src/search-box/languages.ts'
import { languages, type TextName, textsFor } from '../../src/search-box/texts.ts'
import { translations } from '../../src/search-box/translations.ts'

const plain: readonly TextName[] = [
  ...(['search', 'clear', 'close', 'open', 'navigate', 'didYouMean', 'recent'] as const),
  ...(['loading', 'offline', 'failed', 'retry', 'more'] as const),
]
const withQuery: readonly TextName[] = ['noResults', 'resultsFor', 'saving']

const loaded = async (lang: string) => {
  const { now, load } = textsFor(lang)
  return load ? load() : now
}

test('there are more than thirty languages, each with all texts', async () => {
  expect(languages.length).toBeGreaterThan(30)
  expect([...languages].filter((language) => language !== 'en').sort()).toEqual(Object.keys(translations).sort())
  const english = textsFor('en').now
  for (const language of languages) {
    const texts = await loaded(language)
    for (const name of plain) {
      expect(texts(name), `${language} ${name}`).toMatch(/^\p{L}[^{}|]*$/u)
      // Words that are the same in two languages are short; a text left in English is not.
      if (language !== 'en' && name !== 'search') {
        expect(texts(name) === english(name) && texts(name).length > 8, `${language} ${name}`).toBe(false)
      }
    }
    for (const name of withQuery) {
      expect(texts(name, '$& 7'), `${language} ${name}`).toContain('$& 7')
      expect(texts(name, 'x').length, `${language} ${name}`).toBeGreaterThan(2)
    }
    for (const number of [0, 1, 2, 3, 5, 11, 21, 100, 101, 1234]) {
      expect(texts('results', number), `${language} ${number}`).toMatch(/^[^{}|=/]*\p{L}[^{}|=/]*$/u)
    }
  }
})

test.each([
  ['en', ['0 results', '1 result', '2 results', '1,234 results']],
  ['de-AT', ['0 Ergebnisse', '1 Ergebnis', '2 Ergebnisse']],
  ['fr', ['0 résultat', '1 résultat', '2 résultats']],
  ['pl', ['0 wyników', '1 wynik', '2 wyniki', '5 wyników', '22 wyniki']],
  ['ru', ['1 результат', '3 результата', '11 результатов', '21 результат']],
  ['ar', ['لا نتائج', 'نتيجة واحدة', 'نتيجتان']],
  ['sl', ['1 zadetek', '2 zadetka', '3 zadetki', '5 zadetkov', '102 zadetka']],
  ['ro', ['1 rezultat', '19 rezultate', '20 de rezultate']],
  ['lt', ['1 rezultatas', '2 rezultatai', '11 rezultatų', '21 rezultatas']],
  ['ja', ['0 件', '1 件']],
])('%s counts', async (lang, said) => {
  const texts = await loaded(lang)
  for (const text of said) {
    const number = lang === 'ar' ? said.indexOf(text) : Number(text.replace(/\D/g, ''))
    expect(texts('results', number)).toBe(text)
  }
})

test('a share is written as the language writes it', async () => {
  expect(textsFor('en').now('saving', 0.427)).toBe('Saving for offline use: 43%')
  expect((await loaded('de'))('saving', 1)).toBe('Wird für die Offline-Nutzung gespeichert: 100\u00a0%')
  expect((await loaded('tr'))('saving', 0.5)).toContain('%50')
})

test('until a language is loaded its button is right and the rest is English', () => {
  const { now, load } = textsFor('de')
  expect([now('search'), now('close')]).toEqual(['Suchen', 'Close'])
  expect(load).not.toBeNull()
  expect(textsFor('en-GB').load).toBeNull()
})

test.each([
  ['nb', 'Søk'],
  ['nn-NO', 'Søk'],
  ['zh-Hans-CN', '搜索'],
  ['zh-Hant-TW', '搜尋'],
  ['zh-TW', '搜尋'],
  ['iw', 'חיפוש'],
  ['PT-br', 'Pesquisar'],
  ['tlh', 'Search'],
  ['', 'Search'],
])('a page in %s says %s', (lang, search) => {
  expect(textsFor(lang).now('search')).toBe(search)
})

test.each([
  ['de-AT', ['en', 'de', 'de-AT'], 'de-AT'],
  ['de-AT-1901', ['en', 'de'], 'de'],
  ['pt', ['en', 'pt-BR'], 'pt-BR'],
  ['EN', ['en'], 'en'],
  ['e', ['en'], undefined],
  ['fr', ['en', 'de'], undefined],
])('of the language %s', (asked, there, chosen) => {
  expect(closestLanguage(asked, there)).toBe(chosen)
})
