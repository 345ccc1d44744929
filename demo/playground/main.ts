/** The playground as a page of the demo. */
import { byId } from '../dom.ts'
import { describeError } from '../errors.ts'
import { applyStoredTheme } from '../theme.ts'
import { mountPlayground } from './mount.ts'

applyStoredTheme()
const root = byId('playground')
mountPlayground(root).catch((error: unknown) => {
  root.textContent = describeError(error).message
})
