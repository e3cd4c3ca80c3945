import { entrySlug } from '../../../model/entry-address.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import type { EntryDetails } from '../../authoring/entry-details.ts';
import { readEntry } from '../../authoring/read-entry.ts';
import { AppError } from '../../errors.ts';
import { SERVER_PATHS } from '../../server-paths.ts';
import type { ApiServices } from '../api-deps.ts';
import { callerOf } from '../caller.ts';
import { noInput, publicRoute, sessionRoute, type Route } from '../route.ts';
import { previewInput } from './schema.ts';

/** The scripts of the site run in a preview, but as nobody: without the origin of the admin, and so without its session. */
const HEADERS = {
  'Content-Security-Policy': 'sandbox allow-scripts',
  'X-Robots-Tag': 'noindex, nofollow',
};

const preview = sessionRoute({
  method: 'GET',
  path: '/preview/:entryId',
  operationId: 'previewDraft',
  tag: 'Preview',
  summary: 'The draft of an entry on the templates of the site',
  input: previewInput,
  success: { status: 200, description: 'What the template answers for the draft.', contentType: 'text/html' },
  errors: ['entry-not-found', 'not-found', 'template-failed'],
  handle: async ({ ctx, deps, session, input: { params } }) => {
    const entry = await readEntry(deps.authoring, { ...callerOf(ctx, session), ...params });
    const { body, contentType } = await deps.preview.renderDraft(publishedNow(deps, entry));
    return { body, headers: { ...HEADERS, 'Content-Type': contentType } };
  },
});

const noPreview = publicRoute({
  method: 'GET',
  path: '/preview',
  operationId: 'findPreviews',
  tag: 'Preview',
  summary: 'To the list of content, which leads to the preview of each draft',
  input: noInput,
  success: { status: 302, description: 'The authoring UI.', headers: ['Location'] },
  errors: [],
  handle: async () => ({ location: `${SERVER_PATHS.admin}/` }),
});

export const previewRoutes: readonly Route[] = [noPreview, preview];

/** The draft as it would be if it were published now. */
function publishedNow({ model, authoring }: ApiServices, entry: EntryDetails): PublishedEntry {
  const { id, collection, locale, translationGroup, path, draft } = entry;
  if (path === null) {
    throw new AppError(
      'not-found',
      'This entry has no page to show: its collection has none, or its slug is not filled in yet.',
    );
  }
  const now = authoring.now().toISOString();
  return {
    id,
    collection,
    locale,
    translationGroup,
    slug: entrySlug(model, { collection, content: draft.content }),
    path,
    versionId: draft.versionId,
    fields: draft.content,
    firstPublishedAt: entry.firstPublishedAt ?? now,
    publishedAt: now,
  };
}
