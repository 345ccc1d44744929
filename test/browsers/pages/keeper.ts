/**
 * The page a browser is started on whose tabs are killed: it opens the next one. It must be of
 * another site than they are, so that it runs in another process.
 */
import { answerCalls } from '../agent.ts'

await answerCalls({
  ready: () => true,
  open: (url: string) => {
    window.open(url, '_blank', 'noopener')
  },
})
