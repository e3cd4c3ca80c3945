import { ticketHolderOf } from '../../accounts/ticket-holder.ts';
import { previewChanges, unsavedChanges, type DraftSet } from '../../authoring/preview-changes.ts';
import { AppError } from '../../errors.ts';
import { SERVER_PATHS } from '../../server-paths.ts';
import type { ApiServices } from '../api-deps.ts';
import type { Session } from '../authenticate.ts';
import { noInput, publicRoute, sessionRoute, type Route } from '../route.ts';
import { askedSet, MINE } from './draft-set.ts';
import { previewAddress, setPreviewHeaders } from './preview-origin.ts';
import { previewContentInput, previewInput } from './schema.ts';
import { renderShown } from './show-page.ts';
import { ticketEnd, writeTicket } from './ticket.ts';

const TAG = 'Preview';

const preview = sessionRoute({
  method: 'GET',
  path: '/preview/:entryId',
  operationId: 'previewDraft',
  tag: TAG,
  summary: 'The site with drafts in place of what is public',
  description:
    'Leads to the page of the entry as its draft would have it, on the templates of the site. Its links lead on to the other pages with the same drafts. The address opens for an hour, as long as you are signed in.',
  input: previewInput,
  success: { status: 302, description: 'The page.', headers: ['Location'] },
  errors: ['bundle-not-found', 'entry-not-found', 'not-found', 'version-not-found'],
  handle: async ({ deps, session, input: { params, query } }) => {
    const { path, version, with: beside } = query;
    const drafts = askedSet({ ...params, version, beside });
    const shown = await previewChanges(deps.authoring, { actor: session.actor, drafts });
    const isMany = drafts === MINE || 'bundleId' in drafts;
    const first = path ?? shown.path ?? (isMany ? '/' : null);
    if (first === null) throw withoutPage();
    const ticket = await ticketFor({ deps, session, drafts });
    return { location: previewAddress(deps.config, { ticket, path: first }) };
  },
});

const previewContent = sessionRoute({
  method: 'POST',
  path: '/api/v1/preview',
  operationId: 'previewContent',
  tag: TAG,
  summary: 'A page of the site with content that is not saved',
  description:
    'For whoever shows a page while somebody types. Nothing is kept. Its links lead on to the pages with the draft as it was saved.',
  input: previewContentInput,
  success: { status: 200, description: 'What visitors would get.', contentType: 'text/html; charset=utf-8' },
  errors: [
    'entry-not-found',
    'entry-trashed',
    'not-allowed',
    'not-found',
    'page-not-found',
    'path-reserved',
    'path-taken',
    'template-failed',
  ],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const { content, entryId } = body;
    const { actor } = session;
    const shown = await unsavedChanges(deps.authoring, { actor, entryId, content });
    const path = body.path ?? shown.path;
    if (path === null) throw withoutPage();
    const drafts = [{ entryId, versionId: null }];
    const ticket = await ticketFor({ deps, session, drafts });
    const page = await renderShown(deps, { path, ticket, drafts: shown });
    // It comes from the origin of the admin: the scripts in it are those of the site.
    setPreviewHeaders(ctx, deps.config);
    return { body: page.body, headers: { 'Content-Type': page.contentType } };
  },
});

const noPreview = publicRoute({
  method: 'GET',
  path: '/preview',
  operationId: 'findPreviews',
  tag: TAG,
  summary: 'To the list of content, which leads to the preview of each draft',
  input: noInput,
  success: { status: 302, description: 'The authoring UI.', headers: ['Location'] },
  errors: [],
  handle: async () => ({ location: `${SERVER_PATHS.admin}/` }),
});

export const previewRoutes: readonly Route[] = [noPreview, preview, previewContent];

type Asking = { deps: ApiServices; session: Session; drafts: DraftSet };

async function ticketFor({ deps, drafts, session }: Asking): Promise<string> {
  const token = 'token' in session && typeof session.token === 'string' ? session.token : null;
  const holder = await ticketHolderOf(deps.database, { actor: session.actor, token });
  if (holder === null) throw new AppError('not-signed-in', 'The session has just ended. Sign in again.');
  const expiresAt = ticketEnd(deps.authoring.now());
  return writeTicket({ holder, drafts, expiresAt, lockedSince: null }, deps.keys);
}

function withoutPage(): AppError {
  return new AppError(
    'not-found',
    'This entry has no page to show: its collection has none, or its slug is not filled in yet. Name a page that shows it, as `path`.',
  );
}
