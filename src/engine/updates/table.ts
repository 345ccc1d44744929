/** Which function prepares which type of update: one file per type beside this one. */
import type { QueuedTypeName } from '../../shared/update.ts'
import type { Prepare } from '../work/preparation.ts'
import { prepareAddition } from './addition.ts'
import { prepareClear } from './clear.ts'
import { prepareDeletion } from './deletion.ts'
import { prepareIndexCreation } from './index-creation.ts'
import { prepareIndexDeletion } from './index-deletion.ts'
import { prepareIndexSwap } from './index-swap.ts'
import { prepareIndexUpdate } from './index-update.ts'
import { preparePartial } from './partial.ts'
import { prepareSettings } from './settings.ts'

export const prepareTable: Readonly<Record<QueuedTypeName, Prepare>> = {
  DocumentsAddition: prepareAddition,
  DocumentsPartial: preparePartial,
  DocumentsDeletion: prepareDeletion,
  ClearAll: prepareClear,
  Settings: prepareSettings,
  IndexCreation: prepareIndexCreation,
  IndexUpdate: prepareIndexUpdate,
  IndexSwap: prepareIndexSwap,
  IndexDeletion: prepareIndexDeletion,
}
