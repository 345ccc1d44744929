/** Searching in many languages, in Node. */
import { describeLanguages } from '../../support/languages.ts'

describeLanguages()
