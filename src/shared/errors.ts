/**
 * The one error class and the one table of codes. Every rejection a caller sees is a
 * `SeeklingError`. Codes are Meilisearch v1.50's where one fits; the ones below the line are our
 * own, for things a server does not have.
 */

/** Whose fault it is: the caller's, the storage's, or ours. */
export type ErrorType = 'invalid_request' | 'system' | 'internal'

/** Every code there is, with its type. A code is never renamed: callers compare it. */
export const errorTypes = {
  index_not_found: 'invalid_request',
  index_already_exists: 'invalid_request',
  invalid_index_uid: 'invalid_request',
  missing_index_uid: 'invalid_request',
  invalid_index_primary_key: 'invalid_request',
  immutable_index_created_at: 'invalid_request',
  immutable_index_updated_at: 'invalid_request',
  index_primary_key_already_exists: 'invalid_request',
  index_primary_key_no_candidate_found: 'invalid_request',
  index_primary_key_multiple_candidates_found: 'invalid_request',
  invalid_swap_indexes: 'invalid_request',
  invalid_swap_duplicate_index_found: 'invalid_request',
  invalid_swap_rename: 'invalid_request',

  document_not_found: 'invalid_request',
  invalid_document_id: 'invalid_request',
  missing_document_id: 'invalid_request',
  invalid_document_ids: 'invalid_request',
  invalid_document_limit: 'invalid_request',
  invalid_document_offset: 'invalid_request',
  invalid_document_fields: 'invalid_request',
  invalid_document_filter: 'invalid_request',
  invalid_document_sort: 'invalid_request',
  missing_document_filter: 'invalid_request',
  invalid_skip_creation: 'invalid_request',
  invalid_document_geo_field: 'invalid_request',
  invalid_document_csv_delimiter: 'invalid_request',
  malformed_payload: 'invalid_request',
  missing_payload: 'invalid_request',
  payload_too_large: 'invalid_request',
  max_fields_limit_exceeded: 'invalid_request',

  invalid_search_q: 'invalid_request',
  invalid_search_offset: 'invalid_request',
  invalid_search_limit: 'invalid_request',
  invalid_search_page: 'invalid_request',
  invalid_search_hits_per_page: 'invalid_request',
  invalid_search_filter: 'invalid_request',
  invalid_search_sort: 'invalid_request',
  invalid_search_facets: 'invalid_request',
  invalid_search_distinct: 'invalid_request',
  invalid_search_group_by: 'invalid_request',
  invalid_search_attributes_to_retrieve: 'invalid_request',
  invalid_search_attributes_to_crop: 'invalid_request',
  invalid_search_attributes_to_highlight: 'invalid_request',
  invalid_search_attributes_to_search_on: 'invalid_request',
  invalid_search_crop_length: 'invalid_request',
  invalid_search_crop_marker: 'invalid_request',
  invalid_search_highlight_pre_tag: 'invalid_request',
  invalid_search_highlight_post_tag: 'invalid_request',
  invalid_search_show_matches_position: 'invalid_request',
  invalid_search_show_ranking_score: 'invalid_request',
  invalid_search_show_ranking_score_details: 'invalid_request',
  invalid_search_ranking_score_threshold: 'invalid_request',
  invalid_search_matching_strategy: 'invalid_request',
  invalid_search_locales: 'invalid_request',

  invalid_facet_search_facet_name: 'invalid_request',
  missing_facet_search_facet_name: 'invalid_request',
  invalid_facet_search_query: 'invalid_request',
  invalid_facet_search_exhaustive_facet_count: 'invalid_request',
  facet_search_disabled: 'invalid_request',

  invalid_multi_search_query_pagination: 'invalid_request',
  invalid_multi_search_query_facets: 'invalid_request',
  invalid_multi_search_query_ranking_rules: 'invalid_request',
  invalid_multi_search_federation_options: 'invalid_request',
  invalid_multi_search_federated: 'invalid_request',
  invalid_multi_search_facets_by_index: 'invalid_request',
  invalid_multi_search_facet_order: 'invalid_request',
  invalid_multi_search_merge_facets: 'invalid_request',
  invalid_multi_search_max_values_per_facet: 'invalid_request',
  invalid_multi_search_weight: 'invalid_request',
  invalid_multi_search_query_position: 'invalid_request',
  invalid_multi_search_remote: 'invalid_request',
  invalid_multi_search_distinct: 'invalid_request',

  invalid_settings_ranking_rules: 'invalid_request',
  invalid_settings_searchable_attributes: 'invalid_request',
  invalid_settings_displayed_attributes: 'invalid_request',
  invalid_settings_filterable_attributes: 'invalid_request',
  invalid_settings_sortable_attributes: 'invalid_request',
  invalid_settings_distinct_attribute: 'invalid_request',
  invalid_settings_stop_words: 'invalid_request',
  invalid_settings_synonyms: 'invalid_request',
  invalid_settings_dictionary: 'invalid_request',
  invalid_settings_separator_tokens: 'invalid_request',
  invalid_settings_non_separator_tokens: 'invalid_request',
  invalid_settings_typo_tolerance: 'invalid_request',
  invalid_settings_pagination: 'invalid_request',
  invalid_settings_faceting: 'invalid_request',
  invalid_settings_proximity_precision: 'invalid_request',
  invalid_settings_prefix_search: 'invalid_request',
  invalid_settings_facet_search: 'invalid_request',
  invalid_settings_search_cutoff_ms: 'invalid_request',
  invalid_settings_localized_attributes: 'invalid_request',
  invalid_settings_search_defaults: 'invalid_request',

  task_not_found: 'invalid_request',
  task_file_not_found: 'invalid_request',
  invalid_task_statuses: 'invalid_request',
  invalid_task_types: 'invalid_request',
  invalid_task_limit: 'invalid_request',
  invalid_task_from: 'invalid_request',
  invalid_task_uids: 'invalid_request',
  invalid_task_reverse: 'invalid_request',
  invalid_task_canceled_by: 'invalid_request',
  invalid_task_before_enqueued_at: 'invalid_request',
  invalid_task_after_enqueued_at: 'invalid_request',
  invalid_task_before_started_at: 'invalid_request',
  invalid_task_after_started_at: 'invalid_request',
  invalid_task_before_finished_at: 'invalid_request',
  invalid_task_after_finished_at: 'invalid_request',
  missing_task_filters: 'invalid_request',
  bad_request: 'invalid_request',
  dump_already_in_progress: 'invalid_request',
  dump_not_found: 'invalid_request',
  dump_process_failed: 'system',
  no_space_left_on_device: 'system',
  io_error: 'system',
  internal: 'internal',

  // Ours: a page has elements to fill, workers, tabs and a storage that can go away.
  invalid_search_show_formatted_parts: 'invalid_request',
  update_canceled: 'invalid_request',
  dump_not_done: 'invalid_request',
  invalid_dump: 'invalid_request',
  invalid_snapshot: 'invalid_request',
  snapshot_incompatible: 'invalid_request',
  snapshot_unavailable: 'system',
  index_has_other_documents: 'invalid_request',
  no_pages_found: 'invalid_request',
  wait_timeout: 'invalid_request',
  client_closed: 'invalid_request',
  invalid_options: 'invalid_request',
  storage_unavailable: 'system',
  storage_too_new: 'system',
  storage_blocked: 'system',
  database_replaced: 'system',
  worker_failed: 'system',
  corrupt_segment: 'system',
  corrupt_document: 'system',
  corrupt_payload: 'system',
} as const satisfies Record<string, ErrorType>

export type ErrorCode = keyof typeof errorTypes

/**
 * How the table's `system` codes begin: looked up in the table, its ninety names would be a tenth
 * of the page entry. A test holds the two together.
 */
const systemCodes = /^(dump_process|no_space|io_|storage_|database_|worker_|corrupt_|snapshot_un)/

/**
 * What makes an error more than a sentence: which path, line, parameter or value was meant. JSON
 * only.
 */
export type ErrorDetails = Readonly<Record<string, unknown>>

/** The plain shape of an error: what crosses threads and what a failed update stores. */
export interface ErrorRecord {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: ErrorDetails | undefined
}

/**
 * Every rejection of the public API. `code` is stable; `message` says what is wrong and what to do
 * next.
 *
 * @example
 * import { open, SeeklingError } from 'seekling'
 *
 * const client = await open()
 * const error = await client.index('films').search('solaris').catch((thrown) => thrown)
 * error instanceof SeeklingError // => true
 * error.code // => 'index_not_found'
 * error.type // => 'invalid_request'
 */
export class SeeklingError extends Error {
  override readonly name = 'SeeklingError'
  readonly code: ErrorCode
  readonly details: ErrorDetails | undefined

  constructor(code: ErrorCode, message: string, details?: ErrorDetails, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  get type(): ErrorType {
    if (this.code === 'internal') return 'internal'
    return systemCodes.test(this.code) ? 'system' : 'invalid_request'
  }

  /** Where the code is explained; the anchors are Meilisearch's. */
  get link(): string {
    return `https://docs.meilisearch.com/errors#${this.code}`
  }

  /**
   * As plain data, to be sent or stored.
   *
   * @example
   * import { SeeklingError } from 'seekling'
   *
   * const error = new SeeklingError('wait_timeout', 'Too late.', { updateId: 7 })
   * error.toRecord() // => { code: 'wait_timeout', message: 'Too late.', details: { updateId: 7 } }
   */
  toRecord(): ErrorRecord {
    return { code: this.code, message: this.message, details: this.details }
  }

  /**
   * The inverse of `toRecord`.
   *
   * @example
   * import { SeeklingError } from 'seekling'
   *
   * const error = SeeklingError.fromRecord({ code: 'wait_timeout', message: 'Too late.' })
   * error.code // => 'wait_timeout'
   */
  static fromRecord(record: ErrorRecord): SeeklingError {
    return new SeeklingError(record.code, record.message, record.details)
  }

  /**
   * Any thrown value as a `SeeklingError`: one of ours as it is, everything else as `internal` with
   * its cause.
   *
   * @example
   * import { SeeklingError } from 'seekling'
   *
   * SeeklingError.from(new Error('oh')).code // => 'internal'
   */
  static from(thrown: unknown): SeeklingError {
    if (thrown instanceof SeeklingError) return thrown
    return new SeeklingError('internal', `Something failed inside Seekling: ${textOf(thrown)}`, undefined, thrown)
  }
}

/** A caller may throw anything, also what has no text. */
export function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } catch {
    return 'something without a text'
  }
}
