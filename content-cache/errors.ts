/** Why the content cache, or a read through it, could not do what was asked. */
export class ContentCacheError extends Error {
  readonly code: ContentCacheErrorCode;

  constructor(code: ContentCacheErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ContentCacheError';
    this.code = code;
  }
}

export type ContentCacheErrorCode =
  /** A publication does not follow the cache's position: replace the cache's content from the primary database. */
  | 'chain-broken'
  /** The cache is not at the position that the render names as its basis. */
  | 'position-mismatch'
  /** A template asked for something that cannot be answered, such as a filter on a field without an index. */
  | 'read-not-possible'
  /** A template read content where no render is running, so that no page would depend on it. */
  | 'read-outside-render'
  /** A template asked for the time, chance or the network, which would make its page differ from one rendering to the next. */
  | 'not-recorded'
  /** A template asked about the visitor, and nobody visits while a page is rendered. */
  | 'needs-visitor';
