import type { PublishedEntry } from '../../model/publication.ts';
import { AppError } from '../errors.ts';
import type { RenderBasis } from './render/protocol.ts';
import type { RenderPool } from './render/render-pool.ts';
import { normalizePath } from '../../model/public-path.ts';

export type RenderedDraft = { status: number; contentType: string; body: Uint8Array };

/** The page of an entry as its draft would have it. Throws `template-failed` where the templates cannot render it. */
export async function renderDraftPage(
  entry: PublishedEntry,
  { basis, renderer, signal }: { basis: RenderBasis; renderer: RenderPool; signal?: AbortSignal },
): Promise<RenderedDraft> {
  const path = entry.path === null ? null : normalizePath(entry.path);
  if (path === null) {
    throw new AppError(
      'template-failed',
      `Entries of "${entry.collection}" have no page of their own to preview: look at a page that shows them.`,
    );
  }
  const [result] = await renderer.renderPages({
    basis,
    paths: [path],
    overlay: [{ kind: 'publish', entry }],
    priority: 'preview',
    ...(signal && { signal }),
  });
  if (result === undefined) throw new Error(`The preview of ${path} has no result`);
  if (result.kind === 'rendered') {
    return { status: result.status, contentType: result.contentType, body: result.bytes };
  }
  const { message, stack, template } = result.error;
  throw new AppError(
    'template-failed',
    `${template ?? 'The template'} could not render ${path}: ${message}`,
    {
      issues: [{ path, message }],
      extra: { template, stack },
    },
  );
}
