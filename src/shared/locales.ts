/**
 * The languages texts and queries can be declared to be in: ISO 639-1 codes, each followed by its
 * ISO 639-3 codes.
 */
const list = (
  'af afr ak aka am amh ar ara az aze be bel bg bul bn ben bs bos ca cat cs ces cy cym da dan de deu el ell en eng eo epo es spa et est eu eus ' +
  'fa fas pes fi fin fr fra ga gle gl glg gu guj he heb hi hin hr hrv hu hun hy hye id ind is isl it ita ja jpn jv jav ka kat kk kaz km khm kn kan ' +
  'ko kor la lat lo lao lt lit lv lav mk mkd ml mal mn mon mr mar ms msa my mya nb nob ne nep nl nld nn nno no nor or ori pa pan pl pol pt por ' +
  'ro ron ru rus si sin sk slk sl slv sn sna sq sqi sr srp sv swe sw swa ta tam te tel th tha tk tuk tl tgl tr tur uk ukr ur urd uz uzb vi vie ' +
  'yi yid zh zho cmn zu zul'
).split(' ')
const codes = new Set(list)

export const isLocale = (code: unknown): boolean => codes.has(code as string)

/** A language's code of three letters: what settings are read back with, as in Meilisearch. */
export const longLocale = (code: string): string => (code.length === 3 ? code : list[list.indexOf(code) + 1])

/** Ends the sentence "... must be". */
export const localesExpected = 'a language code of ISO 639-1 or 639-3 in small letters, such as "en" or "jpn"'
