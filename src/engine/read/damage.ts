/**
 * Stored bytes that are not what was written. An index can be rebuilt from its documents, so damage
 * is told from other errors.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { MissingPage } from './page-cache.ts'

export const isDamage = (thrown: unknown): thrown is Error =>
  thrown instanceof MissingPage ||
  (thrown instanceof SeeklingError && (thrown.code === 'corrupt_segment' || thrown.code === 'corrupt_document'))

export const lastResort = 'Delete the index and add its documents again.'
