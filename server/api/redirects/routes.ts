import {
  acceptedRedirectSchema,
  redirectListSchema,
  redirectsSetSchema,
} from '../../../model/api/redirect.ts';
import { listRedirects } from '../../authoring/list-redirects.ts';
import { removeRedirect } from '../../authoring/remove-redirect.ts';
import { setRedirect } from '../../authoring/set-redirect.ts';
import { setRedirects } from '../../authoring/set-redirects.ts';
import { callerOf } from '../caller.ts';
import { linksAsked } from '../links-asked.ts';
import { correlationIdOf, problemOf } from '../problem.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';
import { removeRedirectInput, setRedirectInput, setRedirectsInput } from './schema.ts';

const PATH = '/api/v1/redirects';
const TAG = 'Redirects';

const accepted = {
  status: 202,
  description: 'Accepted: it is in the publication log. `Location` says when it is live.',
  schema: acceptedRedirectSchema,
  headers: ['Location'],
} as const;

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listRedirects',
  tag: TAG,
  summary: 'List redirects',
  input: noInput,
  success: { status: 200, description: 'All of them, by path.', schema: redirectListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => ({
    body: { redirects: await listRedirects(deps.authoring, callerOf(ctx, session)) },
  }),
});

const set = sessionRoute({
  method: 'PUT',
  path: PATH,
  operationId: 'setRedirect',
  tag: TAG,
  summary: 'Set the redirect on a path',
  description:
    'In place of one that is there. A page on the path is in the way, and so is what the server or a template answers itself. A target that itself leads on gives way to where that leads.',
  input: setRedirectInput,
  success: accepted,
  unchanged: 'Nothing to do: the redirect is there. `publication` is null.',
  errors: [
    'not-allowed',
    'path-reserved',
    'path-taken',
    'redirect-loop',
    'entry-not-found',
    'taken-down',
    'broken-links',
  ],
  handle: async ({ ctx, deps, session, input }) => {
    const { brokenLinks, publication, redirect } = await setRedirect(deps.authoring, {
      ...callerOf(ctx, session),
      ...input.body,
      links: linksAsked(input.query),
    });
    return { body: { publication: accept(publication), redirect, brokenLinks }, ...outcomeOf(publication) };
  },
});

const setMany = sessionRoute({
  method: 'POST',
  path: `${PATH}/bulk`,
  operationId: 'setRedirects',
  tag: TAG,
  summary: 'Set many redirects',
  description:
    'All that are not refused are one publication, which can be taken back as a whole; each that is refused says why in its result.',
  input: setRedirectsInput,
  success: { status: 200, description: 'What became of each.', schema: redirectsSetSchema },
  errors: ['not-allowed', 'template-failed', 'broken-links'],
  handle: async ({ ctx, deps, session, input: { body } }) => {
    const { brokenLinks, publication, refusals } = await setRedirects(deps.authoring, {
      ...callerOf(ctx, session),
      redirects: body.redirects,
      isTrial: body.isTrial,
      links: linksAsked(body),
    });
    const occurrence = { correlationId: correlationIdOf(ctx), instance: PATH };
    const results = body.redirects.map(({ path }, index) => {
      const refusal = refusals[index] ?? null;
      return { path, problem: refusal && problemOf(refusal, occurrence) };
    });
    return { body: { publication: accept(publication), results, brokenLinks } };
  },
});

const remove = sessionRoute({
  method: 'DELETE',
  path: PATH,
  operationId: 'removeRedirect',
  tag: TAG,
  summary: 'Remove the redirect from a path',
  input: removeRedirectInput,
  success: accepted,
  errors: ['not-allowed', 'redirect-not-found', 'broken-links'],
  handle: async ({ ctx, deps, session, input }) => {
    const { brokenLinks, publication } = await removeRedirect(deps.authoring, {
      ...callerOf(ctx, session),
      path: input.query.path,
      links: linksAsked(input.query),
    });
    return {
      body: { publication: accept(publication), redirect: null, brokenLinks },
      ...outcomeOf(publication),
    };
  },
});

export const redirectRoutes: readonly Route[] = [list, set, setMany, remove];

type Position = { seq: number } | null;

function accept(publication: Position) {
  return publication === null ? null : { seq: publication.seq, state: 'accepted' as const };
}

function outcomeOf(publication: Position) {
  return publication === null
    ? { isUnchanged: true }
    : { location: `/api/v1/publications/${publication.seq}` };
}
