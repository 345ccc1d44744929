/**
 * Small collections in many languages, and what whoever searches them expects: run over a whole
 * engine, in Node and in a real browser, whose dictionaries differ.
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { SearchRequest } from '../../src/shared/search.ts'
import type { SettingsPatch } from '../../src/shared/settings.ts'
import { searchEngineOver } from './answers.ts'
import { cutWith } from './segmenters.ts'
import { TestEngine } from './test-engine.ts'

interface Language {
  readonly name: string
  readonly texts: readonly string[]
  readonly settings?: SettingsPatch
  /** Query, then the places of all texts that have all of it, best first. */
  readonly finds: readonly (readonly [query: string, ...places: number[]])[]
  /** Query, place of a text, and that text with its matches marked. */
  readonly marks?: readonly (readonly [query: string, place: number, marked: string])[]
}

const languages: readonly Language[] = [
  {
    name: 'French',
    texts: ['Crème brûlée à la vanille', 'Le cœur a ses raisons', 'L’été à la plage', 'Un œuf à la coque'],
    finds: [
      ['creme brulee', 0],
      ['CRÈME', 0],
      ['coeur', 1],
      ['ete plage', 2],
      ['oeuf', 3],
      ['cremé', 0],
      ['vanile', 0],
    ],
    marks: [
      ['brulee', 0, 'Crème <brûlée> à la vanille'],
      ['coe', 1, 'Le <cœ>ur a ses raisons'],
    ],
  },
  {
    name: 'German',
    texts: ['Die Straße nach Süden', 'Das Maß aller Dinge', 'Fußgängerzone', 'Strassenbahn'],
    finds: [
      ['strasse', 3, 0],
      ['straße', 3, 0],
      ['STRASSE', 3, 0],
      ['mass', 1],
      ['fussganger', 2],
      ['suden', 0],
    ],
    marks: [
      ['strasse', 0, 'Die <Straße> nach Süden'],
      ['fussg', 2, '<Fußg>ängerzone'],
    ],
  },
  {
    name: 'Scandinavian and Polish',
    texts: ['Søren Kierkegaard', 'Łódź, miasto', 'Guðmundur Þórsson', 'Ångström'],
    finds: [
      ['soren', 0],
      ['lodz', 1],
      ['gudmundur', 2],
      ['thorsson', 2],
      ['angstrom', 3],
    ],
  },
  {
    name: 'Swedish',
    texts: ['Här är en ö', 'Haren sover', 'Å i ån', 'A i alfabetet'],
    settings: { localizedAttributes: [{ attributePatterns: ['*'], locales: ['swe'] }] },
    finds: [
      ['här', 0],
      ['har', 1],
      ['å', 2],
      ['a ', 3],
      ['ö', 0],
    ],
    marks: [['å', 2, '<Å> i <å>n']],
  },
  {
    name: 'Turkish',
    texts: ['İstanbul’da akşam', 'Isparta gülleri', 'ışık ve ılık su', 'Diyarbakır'],
    finds: [
      ['istanbul', 0],
      ['ISTANBUL', 0],
      ['İSTANBUL', 0],
      ['ısparta', 1],
      ['isik', 2],
      ['diyarbakir', 3],
      ['gulleri', 1],
    ],
    marks: [['isik', 2, '<ışık> ve ılık su']],
  },
  {
    name: 'Vietnamese',
    texts: ['Đường phố Hà Nội', 'Phở bò', 'Tiếng Việt', 'Đà Nẵng'],
    finds: [
      ['duong pho', 0],
      ['ha noi', 0],
      ['pho', 1, 0],
      ['viet', 2],
      ['da nang', 3],
      ['Đà Nẵng'.normalize('NFD'), 3],
    ],
  },
  {
    name: 'Greek',
    texts: ['Ὁ Ὀδυσσεύς', 'Η θάλασσα', 'ΆΝΘΡΩΠΟΣ', 'λόγος και λόγοι'],
    finds: [
      ['οδυσσευς', 0],
      ['ΟΔΥΣΣΕΥΣ', 0],
      ['θαλασσα', 1],
      ['άνθρωπος', 2],
      ['λογο', 3],
      ['λόγος', 3],
    ],
    marks: [['θαλ', 1, 'Η <θάλ>ασσα']],
  },
  {
    name: 'Cyrillic',
    texts: ['Чайковский', 'Зелёная ёлка', 'Старый за́мок', 'Київ і Україна', 'Мир и мій'],
    finds: [
      ['чайковский', 0],
      ['ЧАЙКОВСКИЙ', 0],
      ['елка', 1],
      ['зелёная', 1],
      ['замок', 2],
      ['київ', 3],
      ['мій', 4],
      ['чайковскй', 0],
    ],
    marks: [['елка', 1, 'Зелёная <ёлка>']],
  },
  {
    name: 'Arabic',
    texts: ['كِتَابٌ جَدِيدٌ', 'الكتاب القديم', 'مدرسة أحمد', 'إلى المستشفى', 'عبد الله', 'رقم ١٢٣'],
    finds: [
      ['كتاب', 0, 1],
      ['الكتاب', 0, 1],
      ['ك', 0, 1],
      ['الك', 0, 1],
      ['الكت', 0, 1],
      ['القديم', 1],
      ['مدرسه احمد', 2],
      ['احمد', 2],
      ['مستشفي', 3],
      ['الله', 4],
      ['123', 5],
      ['كـــتاب', 0, 1],
    ],
    marks: [
      ['كتاب', 1, 'ال<كتاب> القديم'],
      ['كتاب', 0, '<كِتَابٌ> جَدِيدٌ'],
    ],
  },
  {
    name: 'Persian',
    texts: ['کتاب فارسی', 'می‌شود', 'الگو و البته', 'شماره ۱۲۳'],
    settings: { localizedAttributes: [{ attributePatterns: ['*'], locales: ['fas'] }] },
    finds: [
      ['كتاب فارسي', 0],
      ['میشود', 1],
      ['الگو', 2],
      ['ال', 2],
      ['123', 3],
    ],
  },
  {
    name: 'Hebrew',
    texts: ['שָׁלוֹם עוֹלָם', 'ספר חדש', 'בית־ספר'],
    finds: [
      ['שלום', 0],
      ['עולם', 0],
      ['ספר', 1, 2],
      ['בית ספר', 2],
    ],
    marks: [['שלו', 0, '<שָׁלוֹ>ם עוֹלָם']],
  },
  {
    name: 'Thai',
    texts: ['ค้นหาข้อมูลในเว็บ', 'ข้อมูลใหม่', 'ร้านอาหารไทย', 'น้ำตกสวย'],
    finds: [
      ['ข้อมูล', 1, 0],
      ['ขอมูล', 1, 0],
      ['ค้นหา', 0],
      ['อาหารไทย', 2],
      ['อาหาร', 2],
      ['ไทย', 2],
      ['น้ำตก', 3],
      ['ค้', 0],
    ],
    marks: [
      ['ข้อมูล', 1, '<ข้อมูล>ใหม่'],
      ['น้ำ', 3, '<น้ำ>ตกสวย'],
    ],
  },
  {
    name: 'Khmer, Lao and Burmese',
    texts: ['ភាសាខ្មែរ', 'ພາສາລາວ', 'မြန်မာဘာသာ'],
    finds: [
      ['ខ្មែរ', 0],
      ['ភាសា', 0],
      ['ភ', 0],
      ['ລາວ', 1],
      ['ພາສາ', 1],
      ['မြန်မာ', 2],
      ['ဘာသာ', 2],
    ],
  },
  {
    name: 'Chinese',
    texts: ['搜索引擎很快', '手机和电脑', '人工智能与搜索', '北京大学', 'iPhone15手机壳'],
    finds: [
      ['搜索', 0, 2],
      ['引擎', 0],
      ['索引', 0],
      ['手机', 1, 4],
      ['iphone15', 4],
      ['iphone15手机', 4],
      ['手机 iphone', 4],
      ['人工智能', 2],
      ['北京', 3],
      ['大学', 3],
      ['搜', 0, 2],
      ['电脑手机', 1],
    ],
    marks: [
      ['搜索', 0, '<搜索>引擎很快'],
      ['手机', 4, 'iPhone15<手机>壳'],
    ],
  },
  {
    name: 'Japanese',
    texts: ['東京都の検索エンジン', 'ケーキを食べる人々', 'ソラリス', 'ｶﾞﾗｽの靴', '㍿ソニー'],
    finds: [
      ['検索', 0],
      ['エンジン', 0],
      ['えんじん', 0],
      ['京都', 0],
      ['ケーキ', 1],
      ['けーき', 1],
      ['人々', 1],
      ['そらりす', 2],
      ['ガラス', 3],
      ['株式会社', 4],
      ['ソニー', 4],
    ],
    marks: [
      ['エンジン', 0, '東京都の検索<エンジン>'],
      ['人々', 1, 'ケーキを食べる<人々>'],
      ['ガラス', 3, '<ｶﾞﾗｽ>の靴'],
      ['株式会社', 4, '<㍿>ソニー'],
      ['株 社', 4, '<㍿>ソニー'],
    ],
  },
  {
    name: 'Korean',
    texts: ['서울의 맛집', '한국어교육', '부산 여행', '교육 과정', '대한민국'.normalize('NFD')],
    finds: [
      ['서울 맛집', 0],
      ['교육', 3, 1],
      ['한국어', 1],
      ['부산여행', 2],
      ['대한민국', 4],
      ['대하', 4],
      ['대한ㅁ', 4],
      ['대한미', 4],
      ['구', 1, 4],
      ['구 '],
      ['여행'.normalize('NFD'), 2],
    ],
    marks: [
      ['교육', 1, '한국어<교육>'],
      ['서울', 0, '<서울>의 맛집'],
    ],
  },
]

/**
 * The texts as documents of an index, each in its field `text`, their places as ids; two segments.
 */
async function engineOf({ texts, settings }: Language) {
  const db = await TestEngine.open(new MemoryStore())
  if (settings !== undefined) await db.send({ type: 'Settings', indexUid: 'texts', settings })
  const documents = texts.map((text, id) => ({ id, text }))
  await db.add('texts', documents.slice(0, 2))
  await db.add('texts', documents.slice(2))
  await db.idle()
  const engine = searchEngineOver(db.store)
  return async (request: SearchRequest) => {
    const attributesToSearchOn = ['text']
    const { hits } = await engine.search('texts', { attributesToSearchOn, matchingStrategy: 'all', ...request })
    return hits as readonly { id: number; text: string; _formatted?: { text: string } }[]
  }
}

/** Ways to cut a run into words, beside that of the platform. */
const cuts: Readonly<Record<string, ((text: string) => string[]) | null>> = {
  'into single characters': (text) => [...text],
  'not at all': (text) => [text],
  'in pairs': (text) => text.match(/.{1,2}/gsu) ?? [],
  'by no dictionary': null,
}

/**
 * All parts of up to three letters, with their marks, of a word that is written without spaces to
 * the next.
 */
function partsOf(word: string): string[] {
  if (
    !/^[\p{scx=Han}\p{scx=Kana}\p{scx=Hira}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+$/u.test(word)
  )
    return []
  const letters = word.match(/.[\p{M}\u1160-\u11ff\uff9e]*/gu) ?? []
  return letters.flatMap((_, from) => [1, 2, 3].map((length) => letters.slice(from, from + length).join('')))
}

/** `texts` that are found whatever the platform makes of a query. */
export function describeLanguages(): void {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  describe.each(languages)('$name', (language) => {
    test('finds what is meant', async () => {
      const search = await engineOf(language)
      const found: [string, ...number[]][] = []
      for (const [q] of language.finds) found.push([q, ...(await search({ q })).map(({ id }) => id)])
      expect(found).toEqual(language.finds)
    })

    test('marks it in the original', async () => {
      const search = await engineOf(language)
      for (const [q, place, marked] of language.marks ?? []) {
        const params = { attributesToHighlight: ['text'], highlightPreTag: '<', highlightPostTag: '>' }
        const hit = (await search({ q, ...params })).find(({ id }) => id === place)
        // Browsers have dictionaries of their own: two words side by side may be one elsewhere.
        const joined = (text = '') => text.replaceAll('><', '')
        expect([q, joined(hit?._formatted?.text)]).toEqual([q, joined(marked)])
        const text = language.texts[place]
        const hits = await search({ q, showMatchesPosition: true })
        const { _matchesPosition: positions } = hits.find(({ id }) => id === place) as unknown as {
          _matchesPosition: { text: { start: number; length: number }[] }
        }
        const slices = positions.text.map(({ start, length }) => text.slice(start, start + length))
        expect(slices.join('')).toBe([...marked.matchAll(/<(.*?)>/g)].map(([, slice]) => slice).join(''))
      }
    })

    test.each(Object.keys(cuts))('finds any part of a text, with queries cut %s', async (how) => {
      const search = await engineOf(language)
      cutWith(cuts[how] as (typeof cuts)[string])
      for (const [place, text] of language.texts.entries()) {
        for (const word of text.split(/[^\p{L}\p{M}\p{N}\u200c]+/u)) {
          for (const part of word === '' ? [] : [word, ...partsOf(word)])
            expect([part, (await search({ q: part })).some(({ id }) => id === place)]).toEqual([part, true])
        }
      }
    })
  })
}
