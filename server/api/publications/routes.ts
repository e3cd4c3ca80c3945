import assert from 'node:assert/strict';
import {
  acceptedBundleSchema,
  acceptedPublicationSchema,
  publicationListSchema,
  publicationSchema,
  revertedPublicationSchema,
} from '../../../model/api/publication.ts';
import { takedownSchema } from '../../../model/api/takedown.ts';
import { encodePath } from '../../../model/public-path.ts';
import { publicationState } from '../../authoring/publication-state.ts';
import { listPublications } from '../../authoring/list-publications.ts';
import { publishBundle, type PublishResult } from '../../authoring/publish-bundle.ts';
import { publishEntries } from '../../authoring/publish-entries.ts';
import { revertPublication } from '../../authoring/revert-publication.ts';
import { takedownEntry } from '../../authoring/takedown-entry.ts';
import { withdrawEntries } from '../../authoring/withdraw-entries.ts';
import { acceptedOf } from '../accepted-publication.ts';
import { callerOf } from '../caller.ts';
import { requireVersionSeen, versionSeen } from '../entries/version-seen.ts';
import { linkOrderOf } from '../link-order-of.ts';
import { linksAsked } from '../links-asked.ts';
import { entityTag } from '../preconditions.ts';
import { sessionRoute, type Route } from '../route.ts';
import {
  bundleInput,
  listPublicationsInput,
  publicationInput,
  publishInput,
  revertInput,
  takedownInput,
} from './schema.ts';

const PATH = '/api/v1/publications';
const TAG = 'Publications';

const accepted = {
  status: 202,
  description: 'Accepted: it is in the publication log. `Location` says when it is live.',
  schema: acceptedPublicationSchema,
  headers: ['ETag', 'Location'],
} as const;

const publish = sessionRoute({
  method: 'POST',
  path: '/api/v1/entries/:id/publish',
  operationId: 'publishEntry',
  tag: TAG,
  summary: 'Publish the draft of an entry',
  input: publishInput,
  needsVersion: true,
  success: accepted,
  unchanged: 'Nothing to do: the draft is what is public. `publication` is null.',
  errors: [
    'entry-not-found',
    'not-allowed',
    'path-reserved',
    'path-taken',
    'template-failed',
    'basis-moved',
    'broken-links',
  ],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    const entryId = input.params.id;
    const expectedVersionId = await versionSeen(ctx, { deps, caller, entryId });
    const entries = [{ entryId, expectedVersionId }];
    return present(await publishEntries(deps.authoring, { ...caller, entries, ...seenOf(input.query) }));
  },
});

const withdraw = sessionRoute({
  method: 'POST',
  path: '/api/v1/entries/:id/withdraw',
  operationId: 'withdrawEntry',
  tag: TAG,
  summary: 'Take an entry off the site',
  description: 'Its draft and its versions stay.',
  input: publishInput,
  needsVersion: true,
  success: accepted,
  errors: ['entry-not-found', 'not-allowed', 'not-published', 'basis-moved', 'broken-links'],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    const entryId = input.params.id;
    // It guards no content: a withdrawal stands, whatever is saved while it is made.
    await requireVersionSeen(ctx, { deps, caller, entryId });
    return present(
      await withdrawEntries(deps.authoring, { ...caller, entryIds: [entryId], ...seenOf(input.query) }),
    );
  },
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:seq`,
  operationId: 'readPublication',
  tag: TAG,
  summary: 'How far a publication has come',
  input: publicationInput,
  success: { status: 200, description: 'The publication.', schema: publicationSchema },
  errors: ['not-allowed', 'not-found'],
  handle: async ({ ctx, deps, session, input: { params } }) => {
    const { changedPaths, stalePaths, ...state } = await publicationState(deps.authoring, {
      ...callerOf(ctx, session),
      ...params,
    });
    const urlOf = (path: string): string => deps.config.siteUrl + encodePath(path);
    return { body: { ...state, changedUrls: changedPaths.map(urlOf), staleUrls: stalePaths.map(urlOf) } };
  },
});

const revert = sessionRoute({
  method: 'POST',
  path: `${PATH}/:seq/revert`,
  operationId: 'revertPublication',
  tag: TAG,
  summary: 'Take a publication back',
  description:
    'Makes public again what was public before it, as a publication of its own. Refused, with the list as `items`, if any of it has been changed since.',
  input: revertInput,
  success: {
    status: 202,
    description: 'Accepted: the inverse is in the publication log. `Location` says when it is live.',
    schema: revertedPublicationSchema,
    headers: ['Location'],
  },
  errors: [
    'not-found',
    'not-allowed',
    'publication-superseded',
    'entry-trashed',
    'entry-not-found',
    'path-taken',
    'redirect-loop',
    'broken-links',
  ],
  handle: async ({ ctx, deps, session, input: { params, query } }) => {
    const { brokenLinks, publication } = await revertPublication(deps.authoring, {
      ...callerOf(ctx, session),
      ...params,
      links: linksAsked(query),
    });
    const { seq } = publication;
    return {
      body: { publication: { seq, state: 'accepted' as const }, brokenLinks },
      location: `${PATH}/${seq}`,
    };
  },
});

const takedown = sessionRoute({
  method: 'POST',
  path: '/api/v1/entries/:id/takedown',
  operationId: 'takeDownEntry',
  tag: TAG,
  summary: 'Take an entry down for good',
  description:
    'For legal demands: the entry is withdrawn, and every version of it is erased, from the database and from whatever was released. Nothing brings it back. It names no version, since nothing of any of them stays.',
  input: takedownInput,
  success: { status: 202, description: 'Erased; the public files follow.', schema: takedownSchema },
  errors: ['entry-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input: { params, body } }) => {
    const result = await takedownEntry(deps.authoring, {
      ...callerOf(ctx, session),
      entryId: params.id,
      reason: body.reason,
    });
    const { id, entryId, reason, paths, takenDownAt, takenDownBy } = result.takedown;
    const publication = acceptedOf(result.publication);
    const { brokenLinks } = result;
    return { body: { id, entryId, reason, paths, takenDownAt, takenDownBy, publication, brokenLinks } };
  },
});

const bundle = sessionRoute({
  method: 'POST',
  path: PATH,
  operationId: 'publishBundle',
  tag: TAG,
  summary: 'Publish and withdraw several entries at once',
  description: 'As one publication: visitors get all of it in the same moment, or nothing is changed.',
  input: bundleInput,
  success: {
    status: 202,
    description: 'Accepted: it is in the publication log. `Location` says when it is live.',
    schema: acceptedBundleSchema,
    headers: ['Location'],
  },
  unchanged: 'Nothing to do: all of it is public just so. `publication` is null.',
  errors: [
    'entry-not-found',
    'not-allowed',
    'not-published',
    'path-reserved',
    'path-taken',
    'template-failed',
    'version-conflict',
    'basis-moved',
    'broken-links',
    'redirect-loop',
    'not-released',
    'bundle-not-found',
    'bundle-closed',
    'bundle-changed',
  ],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const { brokenLinks, entries, publication } = await publishBundle(deps.authoring, {
      ...callerOf(ctx, session),
      items: body.entries.map(({ action, id, versionId }) => ({
        action,
        entryId: id,
        expectedVersionId: versionId,
      })),
      basis: body.basis,
      bundleId: body.bundle,
      links: body.links && { ...linkOrderOf(body.links), anyway: body.links.anyway },
    });
    return {
      body: { publication: acceptedOf(publication), entries, brokenLinks },
      ...(publication === null ? { isUnchanged: true } : { location: `${PATH}/${publication.seq}` }),
    };
  },
});

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listPublications',
  tag: TAG,
  summary: 'List publications',
  description: 'The newest first, with what each changed and the release that brought it to the visitors.',
  input: listPublicationsInput,
  success: { status: 200, description: 'A page of the list.', schema: publicationListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session, input: { query } }) => ({
    body: await listPublications(deps.authoring, {
      ...callerOf(ctx, session),
      before: query.before,
      limit: query.limit,
      entryId: query.entry,
    }),
  }),
});

export const publicationRoutes: readonly Route[] = [list, bundle, publish, withdraw, read, revert, takedown];

function seenOf({ basis: seq, links }: { basis?: number | undefined; links?: 'anyway' | undefined }) {
  return { basis: seq === undefined ? undefined : { seq }, links: linksAsked({ links }) };
}

function present({ brokenLinks, publication, entries }: PublishResult) {
  const [entry] = entries;
  assert(entry !== undefined, 'what publishes one entry returns one');
  return {
    body: {
      publication: acceptedOf(publication),
      entry,
      brokenLinks,
    },
    etag: entityTag(entry.draft.versionId),
    ...(publication === null ? { isUnchanged: true } : { location: `${PATH}/${publication.seq}` }),
  };
}
