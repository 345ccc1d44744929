/** The package's worker, which tells the page when it opens a database. */
import '../../src/worker/entry.ts'

const open = IDBFactory.prototype.open
IDBFactory.prototype.open = function (name, version) {
  const request = open.call(this, name, ...(version === undefined ? [] : [version]))
  postMessage({ opens: name })
  return request
}
