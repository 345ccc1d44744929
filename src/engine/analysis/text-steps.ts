/** Drives a text build or merge to its end, and yields to the event loop between its steps. */
import type { BuildStep, TextParts } from '../../core/segment/text-builder.ts'

export async function runSteps(
  steps: Generator<BuildStep, TextParts, void>,
  yieldToEventLoop: (step: BuildStep) => Promise<void>,
): Promise<TextParts> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await yieldToEventLoop(step.value)
  }
}
