/** Links that make a browser mark what was found. */
import { expect, test } from 'vitest'
import { withTextFragment } from '../../src/search-box/text-fragment.ts'

/** `[...]` is a match. */
const parts = (text: string) =>
  text.split(/(\[[^\]]*\])/).flatMap((piece) => {
    if (piece === '') return []
    const isMatch = piece.startsWith('[')
    return [{ text: isMatch ? piece.slice(1, -1) : piece, isMatch }]
  })

test.each([
  [
    'the words around tell the place',
    'one two three four [match] five six seven eight',
    'two%20three%20four-,match,-five%20six%20seven',
  ],
  ['a match in a word means the whole word', 'an [opti]misation', 'an-,optimisation'],
  ['of several runs the longest counts', '[one] or [two] [words] here', 'one%20or-,two%20words,-here'],
  ['signs with a meaning of their own are encoded', 'a-b, [c-d] & e', 'a%2Db%2C-,c%2Dd,-%26%20e'],
  ['nothing is quoted across a cut', '… cut off [here] and… gone', 'cut%20off-,here'],
  ['a match beside a cut is taken without it', '…[here] it is', 'here,-it%20is'],
  ['the whole text', '[all]', 'all'],
])('%s', (_, text, directive) => {
  expect(withTextFragment('/page#anchor', parts(text))).toBe(`/page#anchor:~:text=${directive}`)
  expect(withTextFragment('/page', parts(text))).toBe(`/page#:~:text=${directive}`)
})

test.each([
  ['without a match', 'no match at all'],
  ['without a text', ''],
  ['for text without spaces, whose words a browser sees otherwise', `[中文]${'字'.repeat(50)}`],
])('a link stays as it is %s', (_, text) => {
  expect(withTextFragment('/page#anchor', parts(text))).toBe('/page#anchor')
})
