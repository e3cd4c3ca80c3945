import { publisherJobSchema, releaseListSchema, releaseSchema } from '../../../model/api/release.ts';
import { listReleases } from '../../authoring/list-releases.ts';
import { readRelease } from '../../authoring/read-release.ts';
import { requestResume } from '../../authoring/request-resume.ts';
import { requestRollback } from '../../authoring/request-rollback.ts';
import { callerOf } from '../caller.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';
import { listReleasesInput, releaseInput, rollbackInput } from './schema.ts';

const PATH = '/api/v1/releases';
const TAG = 'Releases';

const accepted = {
  status: 202,
  description: 'The process that publishes does it as soon as it can.',
  schema: publisherJobSchema,
} as const;

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listReleases',
  tag: TAG,
  summary: 'List releases',
  description: 'The newest first, and where the site is held, if it was rolled back.',
  input: listReleasesInput,
  success: { status: 200, description: 'A page of the list.', schema: releaseListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session, input }) => {
    const { pin, ...page } = await listReleases(deps.authoring, {
      ...callerOf(ctx, session),
      ...input.query,
    });
    if (pin === null) return { body: { ...page, pin } };
    const { releaseNumber, seq, pinnedAt, pinnedBy, pinnedByName, reason } = pin;
    return { body: { ...page, pin: { releaseNumber, seq, pinnedAt, pinnedBy, pinnedByName, reason } } };
  },
});

const read = sessionRoute({
  method: 'GET',
  path: `${PATH}/:number`,
  operationId: 'readRelease',
  tag: TAG,
  summary: 'What a release changed, file by file',
  input: releaseInput,
  success: { status: 200, description: 'The release.', schema: releaseSchema },
  errors: ['not-allowed', 'release-not-found'],
  handle: async ({ ctx, deps, session, input }) => ({
    body: await readRelease(deps.authoring, { ...callerOf(ctx, session), ...input.params }),
  }),
});

const rollback = sessionRoute({
  method: 'POST',
  path: `${PATH}/:number/rollback`,
  operationId: 'rollBackToRelease',
  tag: TAG,
  summary: 'Go back to a release and hold the site there',
  description:
    'For emergencies. What is published from then on is held until somebody resumes; withdrawals apply all the same. What was taken down or withdrawn since does not come back.',
  input: rollbackInput,
  success: accepted,
  errors: ['not-allowed', 'release-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const id = await requestRollback(deps.authoring, {
      ...callerOf(ctx, session),
      ...input.params,
      ...input.body,
    });
    return { body: asked(id) };
  },
});

const resume = sessionRoute({
  method: 'POST',
  path: `${PATH}/resume`,
  operationId: 'resumeReleases',
  tag: TAG,
  summary: 'End a rollback: what was held goes live',
  input: noInput,
  success: accepted,
  errors: ['not-allowed', 'not-pinned'],
  handle: async ({ ctx, deps, session }) => {
    const id = await requestResume(deps.authoring, callerOf(ctx, session));
    return { body: asked(id) };
  },
});

export const releaseRoutes: readonly Route[] = [list, resume, read, rollback];

function asked(id: string) {
  return { job: { id, state: 'accepted' as const } };
}
