import type { ContentModel } from '../../../model/content-model.ts';
import type { ClockValues, LogPosition, PublishedEntry } from '../../../model/publication.ts';
import type { ReadRecord } from '../../../content-cache/read-record.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';

/** What a render worker is started with. */
export type WorkerSetup = {
  build: Pick<TemplateBuild, 'entryFile' | 'siteUrl' | 'trailingSlash'>;
  cacheFile: string;
  model: ContentModel;
};

export type RenderRequest = {
  /** Every page of the request is rendered from exactly this state of the publication log. */
  basis: LogPosition & { readonly clock?: ClockValues };
  /** In the one form of public paths. */
  paths: readonly string[];
  /** Laid over the published state for this request alone. */
  draft: PublishedEntry | null;
};

/** In this order: `ready`, then for each request a `page` for each path in turn and `finished`, or `refused` alone. */
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'page'; result: PageResult }
  | { kind: 'finished' }
  | { kind: 'refused'; error: RenderError };

export type PageResult = RenderedPage | FailedPage;

/** Whatever the templates answered, other than an error: also 404 and redirects. */
export type RenderedPage = {
  kind: 'rendered';
  path: string;
  status: number;
  contentType: string;
  location: string | null;
  bytes: Uint8Array;
  /** Public paths, in the one form. */
  links: readonly string[];
  reads: readonly ReadRecord[];
};

/** Not an answer about the page: it says nothing on whether the page exists. */
export type FailedPage = { kind: 'failed'; path: string; error: RenderError };

export type RenderError = {
  reason: 'template-threw' | 'read-failed' | 'answered-5xx' | 'timed-out' | 'worker-died' | 'no-snapshot';
  message: string;
  /** The template's file, where one is known. */
  template: string | null;
  stack: string | null;
};
