import type { Readable } from 'node:stream';
import type { PublicationChange } from '../../../model/publication.ts';

/** The site on its own templates, as it would be if the changes were public. It changes nothing. */
export type PreviewPort = {
  /** A template that throws is the AppError `template-failed`. */
  renderPreview(order: PreviewOrder): Promise<PreviewAnswer>;
  /** A file of the templates, such as a style sheet; null where they have none of that name. */
  readAsset(asked: { path: string }): Promise<PreviewFile | null>;
};

export type PreviewOrder = { path: string; changes: readonly PublicationChange[] };

export type PreviewAnswer =
  | ({ kind: 'page'; status: number } & PreviewFile)
  /** Where it leads, a path of the site or an address. */
  | { kind: 'redirect'; status: number; location: string }
  /** A file of media: it may be too large to hold. */
  | { kind: 'media'; contentType: string; body: Readable }
  /** There is nothing, and the site has no page that says so. */
  | { kind: 'absent' };

export type PreviewFile = { contentType: string; body: Uint8Array };
