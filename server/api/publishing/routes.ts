import { publishingStatusSchema } from '../../../model/api/publishing-status.ts';
import { requirePermission } from '../../accounts/require-permission.ts';
import { scheduleStatus } from '../../authoring/schedule-status.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';

const read = sessionRoute({
  method: 'GET',
  path: '/api/v1/publishing',
  operationId: 'readPublishingStatus',
  tag: 'Publishing',
  summary: 'Whether the site is published as it should be, and what stands in the way',
  description: 'What a publication of one entry has come to is with that publication.',
  input: noInput,
  success: { status: 200, description: 'As it is now.', schema: publishingStatusSchema },
  errors: ['not-allowed'],
  handle: async ({ deps: { authoring, publishing }, session }) => {
    // What stands in the way may be named by any entry.
    requirePermission(session.actor, 'entry.read', { kind: 'installation' });
    const schedules = await scheduleStatus(authoring);
    return { body: { ...(await publishing.readStatus()), schedules } };
  },
});

export const publishingRoutes: readonly Route[] = [read];
