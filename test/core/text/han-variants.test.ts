/**
 * Chinese characters and their variants find each other, and the table is what its script makes.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hanVariantPairs, hanVariantsFile } from '../../../scripts/build-han-variants.mjs'
import { foldWord } from '../../../src/core/text/fold.ts'
import { hanForm } from '../../../src/core/text/han-variants.ts'
import { expectRanking } from '../../support/expect-ranking.ts'

const file = new URL('../../../src/core/text/han-variants-table.ts', import.meta.url)

test('the table is what the script makes of its data', () => {
  expect(readFileSync(file, 'utf8')).toBe(hanVariantsFile())
})

test('every pair is read back, and no form is itself a variant', () => {
  const pairs: [string, string][] = hanVariantPairs()
  expect(pairs.length).toBeGreaterThan(2500)
  for (const [variant, form] of pairs) {
    expect(hanForm(variant), variant).toBe(form)
    expect(hanForm(form), form).toBe(form)
  }
})

test.each([
  ['機器學習', '机器学习', 'traditional and simplified'],
  ['繁體中文', '繁体中文', 'traditional and simplified'],
  ['電腦軟體', '电脑软体', 'traditional and simplified'],
  ['頭髮', '头发', 'one simplified form of two'],
  ['發展', '发展', 'the other one'],
  ['裏面', '裡面', 'Hong Kong and Taiwan'],
  ['裏面', '里面', 'Hong Kong and China'],
  ['群眾', '群衆', 'Taiwan and the standard form'],
  ['啓動', '啟動', 'Hong Kong and the standard form'],
  ['群眾', '群众', 'Taiwan and China'],
  ['羣眾', '群衆', 'Hong Kong and Taiwan'],
  ['電氣', '電気', 'old and new forms in Japan'],
  ['横浜', '橫濱', 'Japan and Taiwan'],
  ['澤田', '沢田', 'old and new forms in Japan'],
  ['図書館', '圖書館', 'old and new forms in Japan'],
  ['図書館', '图书馆', 'Japan and China'],
  ['驛', '駅', 'old and new forms in Japan'],
])('%s and %s fold alike: %s', (a, b) => {
  expect(foldWord(a)).toBe(foldWord(b))
})

test.each([
  ['予', '豫'],
  ['欠', '缺'],
  ['大', '太'],
  ['未', '末'],
])('%s and %s are different words', (a, b) => {
  expect(foldWord(a)).not.toBe(foldWord(b))
})

describe('a search', () => {
  test.each([
    { search: '機器學習', text: '机器学习入门' },
    { search: '机器学习', text: '機器學習入門' },
    { search: '繁体', text: '繁體中文' },
    { search: '"軟體開發"', text: '软体开发' },
    { search: '沢', text: '澤' },
  ])('$search finds $text', ({ search, text }) => {
    expectRanking({ search, hits: [[text, 'the same words in another writing']], misses: [['其他', 'other words']] })
  })

  test('excludes and stops in every writing', () => {
    expectRanking({
      search: '中文 -體',
      hits: [['中文', 'has not what is excluded']],
      misses: [['中文 体', 'has it in its simplified form']],
    })
  })
})
