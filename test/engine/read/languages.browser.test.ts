/** Searching in many languages, in a real browser, whose dictionaries are its own. */
import { describeLanguages } from '../../support/languages.ts'

describeLanguages()
