import type { PublishedEntry } from '../../../model/publication.ts';

/** Renders a draft on the site's own templates, as it would be if it were published now. It changes nothing. */
export type PreviewPort = { renderDraft(entry: PublishedEntry): Promise<RenderedPreview> };

/** What the template answered, a 404 included. A template that throws is the AppError `template-failed`. */
export type RenderedPreview = { status: number; contentType: string; body: Uint8Array };
