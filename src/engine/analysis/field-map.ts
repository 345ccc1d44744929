/**
 * The fields of an index while an update is prepared: dot path to field id, new ones appended. Ids
 * are never reused or reordered.
 */
import { documentLimits } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'

export class FieldMap {
  readonly #paths: string[]
  readonly #ids: Map<string, number>

  constructor(paths: readonly string[]) {
    this.#paths = [...paths]
    this.#ids = new Map(paths.map((path, id) => [path, id]))
  }

  /** The field's id, a new one if it is new. Throws `max_fields_limit_exceeded`. */
  idOf(path: string): number {
    const known = this.#ids.get(path)
    if (known !== undefined) return known
    const id = this.#paths.length
    if (id >= documentLimits.maxFields) {
      throw new SeeklingError(
        'max_fields_limit_exceeded',
        `An index can have at most ${documentLimits.maxFields} distinct fields, and "${path}" would be one more. Use fewer keys, for instance a list of { name, value } objects.`,
      )
    }
    this.#paths.push(path)
    this.#ids.set(path, id)
    return id
  }

  /** All paths by id. */
  get paths(): readonly string[] {
    return this.#paths
  }
}
