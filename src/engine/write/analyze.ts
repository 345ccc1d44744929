/** Analyzes documents that are at hand as values, with a checkpoint every few documents. */
import type { JsonObject } from '../../shared/document.ts'
import { type AnalysisBasis, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { Preparation } from '../work/preparation.ts'

const documentsPerStep = 64

export async function analyzeDocuments(
  preparation: Preparation,
  basis: AnalysisBasis,
  values: readonly JsonObject[],
): Promise<PayloadAnalysis> {
  const analysis = new PayloadAnalysis(basis)
  await analyzeMore(preparation, analysis, values)
  return analysis
}

/** Adds documents to those that were analyzed. */
export async function analyzeMore(
  preparation: Preparation,
  analysis: PayloadAnalysis,
  values: readonly JsonObject[],
): Promise<void> {
  for (let place = 0; place < values.length; place++) {
    if (place % documentsPerStep === 0) {
      await preparation.checkpoint({ step: 'indexing documents', done: place, total: values.length })
    }
    analysis.add(values[place])
  }
}
