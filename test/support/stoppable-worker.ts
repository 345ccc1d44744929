/**
 * The package's worker, which a test can bring to a standstill as a frozen tab's would be: it keeps
 * its locks and answers nobody.
 */
import '../../src/worker/entry.ts'

addEventListener('message', ({ data }: MessageEvent<{ standStillForMs?: number }>) => {
  const end = performance.now() + (data.standStillForMs ?? 0)
  while (performance.now() < end);
})
