/**
 * Many small files as one Blob and a list, so that they cross threads in one message. Law: the
 * bytes lie in the order of the list, without anything between.
 */
import type { PackedFiles } from '../../shared/dump.ts'

/** Bytes gathered before they are given to the browser. */
const partBytes = 1024 * 1024

export class FilePacker {
  readonly #parts: Blob[] = []
  readonly #files: { path: string; bytes: number }[] = []
  #waiting: Uint8Array<ArrayBuffer>[] = []
  #waitingBytes = 0

  add(path: string, bytes: Uint8Array): void {
    this.#files.push({ path, bytes: bytes.length })
    this.#waiting.push(bytes as Uint8Array<ArrayBuffer>)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes >= partBytes) this.#flush()
  }

  finish(): PackedFiles {
    this.#flush()
    return { blob: new Blob(this.#parts), files: this.#files }
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#waiting))
    this.#waiting = []
    this.#waitingBytes = 0
  }
}
