import type { ContentModel } from '../../../model/content-model.ts';
import type { VariantFormat, VariantParameters } from '../../../model/media-variants.ts';
import type { Basis } from '../../../model/publication.ts';
import type { ReadRecord } from '../../../content-cache/read-record.ts';
import type { AnchorLink } from '../../../content-cache/pages/page-facts.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';

/** What a render worker is started with. */
export type WorkerSetup = {
  build: Pick<TemplateBuild, 'assets' | 'base' | 'entryFile' | 'folder' | 'siteUrl' | 'trailingSlash'>;
  cacheFile: string;
  model: ContentModel;
  /** Where pictures are that no publication names; null where there are no media. */
  variantsFolder: string | null;
};

/** Every page of a request is rendered from exactly this state of the content cache. */
export type RenderBasis = Basis & {
  /** Of the content cache, where that matters: a preview takes whatever is at the position. */
  revision?: number;
};

export type RenderRequest = {
  basis: RenderBasis;
  /** In the one form of public paths. */
  paths: readonly string[];
  /** Laid over the published state for this request alone: changes, as JSON, which is read in a third of the time that copying them takes. */
  overlay: string;
  /** Whether nobody asks where the pages lead and what they have read. */
  isOnlyShown: boolean;
  /** Where the worker writes which page it is at: whoever waits can tell at which one it stopped. */
  progress: Int32Array;
};

/** What a render worker is told. */
export type WorkerOrder = RenderRequest | 'end';

/** In this order: `ready`, then for each request all of its pages in turn, a few at a time, or `refused` in place of what is missing. */
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'pages'; results: PageResult[] }
  | { kind: 'refused'; error: RenderError };

export type PageResult = RenderedPage | FailedPage;

/** Whatever the templates answered, other than an error: also 404 and redirects. */
export type RenderedPage = {
  kind: 'rendered';
  path: string;
  status: number;
  contentType: string;
  location: string | null;
  /** Null: they are kept where media are, under their hash, and may be too many to hold. */
  bytes: Uint8Array | null;
  /** SHA-256 of the bytes. */
  hash: string;
  /** Public paths, in the one form. */
  links: readonly string[];
  anchorLinks: readonly AnchorLink[];
  /** What links can lead to within it; null where nobody can tell. */
  anchors: readonly string[] | null;
  reads: readonly ReadRecord[];
  /** The patterns of the routes whose templates took part, the one that was asked first in front; null where none did. */
  route: string | null;
};

const ROUTE_SEPARATOR = ' → ';

export function joinRoute(patterns: readonly string[]): string | null {
  return patterns.length === 0 ? null : patterns.join(ROUTE_SEPARATOR);
}

/** What `joinRoute` was given. */
export function splitRoute(route: string | null): string[] {
  return route?.split(ROUTE_SEPARATOR) ?? [];
}

/** Not an answer about the page: it says nothing on whether the page exists. */
export type FailedPage = { kind: 'failed'; path: string; error: RenderError };

export type RenderError = {
  reason:
    | 'template-threw'
    | 'read-failed'
    | 'answered-5xx'
    | 'timed-out'
    | 'worker-died'
    | 'no-snapshot'
    /** The file of the content cache is damaged or gone, which says nothing of the page. */
    | 'cache-unreadable'
    /** A picture has to be made first. Whoever renders it has it made, and asks again. */
    | 'picture-missing'
    /** It was rendered, and its file has no place among the others. */
    | 'name-taken'
    /** It was rendered, and its route has made more pages than any site needs. */
    | 'too-many-pages';
  message: string;
  /** The template's file, with the line where it threw, as far as they are known. */
  template: string | null;
  stack: string | null;
  /** Of `picture-missing`. */
  picture?: MissingPicture;
};

/** A picture that nobody has made yet, under the name that it is going to have. */
export type MissingPicture = { name: string } & (PartOfPicture | Drawing);

export type PartOfPicture = {
  /** Of the original. */
  hash: string;
  /** Where it is, if it belongs to the templates; otherwise it is kept with the media. */
  file?: string;
  parameters: VariantParameters;
};

/** An SVG that a template has drawn. */
export type Drawing = { drawing: Uint8Array; format: VariantFormat };
