/**
 * Hard limits of the content, whatever a model declares. They are far above what people write and keep a single request
 * from costing the process its memory or its stack.
 */

/** UTF-16 units of one string. The longest chapters run to about 100,000; a pasted log file in a code block to more. */
export const STRING_LENGTH_MAX = 500_000;

/**
 * How many times its `maxLength` a text of a draft may hold: what is pasted is cut to size before it is published, but lists and messages show
 * the title of every draft.
 */
export const DRAFT_LENGTH_FACTOR = 10;

/** A slug becomes a folder name: file systems allow 255 bytes. */
export const SLUG_BYTES_MAX = 240;
export const SLUG_LENGTH_MAX = 200;

/** Items of a list, references or blocks: an editor's form has to show them all. */
export const LIST_LENGTH_MAX = 1_000;

/** Entries of one publication, and so of a bundle. Others wait for the end of the log while it is added: this many take well under a second. */
export const BUNDLE_ENTRIES_MAX = 1_000;

/** Redirects that are set at once, for the same reason. */
export const REDIRECTS_MAX = 1_000;

/** Nodes of one rich-text document. A 100,000-word book has about 10,000. */
export const RICH_TEXT_NODES_MAX = 50_000;

/**
 * Blocks that hold blocks (quotes, callouts, list items) inside one another. Nobody reads an outline of 20 levels; recursion over
 * many more would depend on the size of the stack of whoever reads it, browsers included.
 */
export const RICH_TEXT_DEPTH_MAX = 20;

/** Longer addresses are refused by servers and proxies on the way. */
export const URL_LENGTH_MAX = 2_000;

/** Issues reported at once: nobody reads more, and a hostile document must not make the answer larger than the question. */
export const ISSUES_MAX = 200;
