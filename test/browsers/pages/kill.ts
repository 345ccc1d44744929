/** The page of the kill test in a browser without a driver. */
import { killTest } from '../../e2e/kill/page.ts'
import { answerCalls } from '../agent.ts'

await answerCalls(killTest)
