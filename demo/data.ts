/**
 * The demo's data as served beside the page: its description, small and always asked for anew, the
 * documents, one per line, and the index of them as files.
 */

export interface DataInfo {
  /** Changes when any document does. */
  readonly version: string
  readonly documents: number
  readonly bytes: number
  readonly sources: Readonly<Record<string, string>>
}

/** Relative to the page, so that it is found under any sub-path. */
const folder = new URL('data/', document.baseURI)

export async function fetchDataInfo(): Promise<DataInfo> {
  const response = await fetch(new URL('meta.json', folder), { cache: 'no-cache' })
  return (await found(response).json()) as DataInfo
}

/**
 * `report` hears the bytes so far. The version in the URL keeps a cached older file from being
 * taken for this one.
 */
export async function fetchDocuments(info: DataInfo, report: (bytes: number) => void): Promise<Blob> {
  const response = found(await fetch(new URL(`web-platform.ndjson?v=${info.version}`, folder)))
  if (response.body === null) return response.blob()
  const reader = response.body.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(chunks)
    chunks.push(value)
    bytes += value.length
    report(bytes)
  }
}

/** The folder of the index as `npm run demo` made it, to be attached without indexing. */
export const snapshotFolder = new URL('search/', folder)

function found(response: Response): Response {
  if (response.ok) return response
  throw new Error(`${response.url} answered ${response.status}. Run "npm run demo", which makes the data, and reload.`)
}
