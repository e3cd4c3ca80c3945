import { textOf, type RichTextMark, type RichTextNode } from './document.ts';
import { isSafeUrl } from './safe-url.ts';

export type RenderOptions = {
  /** The public path of an entry; null (or undefined) if it is not published: its links render as their text. */
  readonly resolveEntryPath: (entryId: string) => string | null | undefined;
  /** What is known of a media item; null (or undefined) if it is gone: the image is left out. */
  readonly resolveMedia: (mediaId: string) => ResolvedMedia | null | undefined;
  /**
   * Raw HTML blocks as they are. Off unless a caller says so: whoever turns it on vouches that the document was published by
   * someone who may write scripts into the site. Off, the source is shown as text.
   */
  readonly allowRawHtml?: boolean;
  /** In front of every HTML id, for pages that show several documents. */
  readonly idPrefix?: string;
  readonly labels?: RenderLabels;
};

export type ResolvedMedia = {
  readonly src: string;
  readonly srcset?: string | undefined;
  /** Smaller files, for browsers that take them, written as `srcset` is; null while there are none. */
  readonly avif?: string | null;
  readonly sizes?: string | undefined;
  /** What is seen until it is there, as an address of its own; null where there is nothing. */
  readonly placeholder?: string | null;
  readonly width?: number;
  readonly height?: number;
  /** Used where the document gives no alternative text of its own. */
  readonly alt?: string;
};

/** What screen readers say about footnotes, in the language of the page. */
export type RenderLabels = { readonly footnotes: string; readonly backToText: string };

/** The state of one rendering. */
export type Rendering = {
  readonly options: RenderOptions;
  readonly anchors: ReadonlyMap<RichTextNode, string>;
  /** In order of appearance; their number is their place. */
  readonly footnotes: RichTextNode[];
};

export const ENGLISH_LABELS: RenderLabels = { footnotes: 'Footnotes', backToText: 'Back to the text' };

export function htmlId(rendering: Rendering, id: string): string {
  return `${rendering.options.idPrefix ?? ''}${id}`;
}

/** Where a link or button leads; null if nowhere: an unsafe address, or an entry that is not published. */
export function linkTarget(rendering: Rendering, node: RichTextNode | RichTextMark): string | null {
  const entryId = textOf(node, 'entryId');
  if (entryId !== undefined) {
    const path = rendering.options.resolveEntryPath(entryId) ?? null;
    const anchor = textOf(node, 'anchor');
    if (path === null || !isSafeUrl(path)) return null;
    return anchor === undefined ? path : `${path}#${encodeURIComponent(anchor)}`;
  }
  const href = textOf(node, 'href');
  return href !== undefined && isSafeUrl(href) ? href : null;
}
