import { auditListSchema } from '../../../model/api/audit.ts';
import { searchAudit } from '../../authoring/search-audit.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { searchAuditInput } from './schema.ts';

const search = sessionRoute({
  method: 'GET',
  path: '/api/v1/audit',
  operationId: 'searchAudit',
  tag: 'Audit',
  summary: 'Who did what, and when',
  description: 'Every change of content, access and settings, the newest first.',
  input: searchAuditInput,
  success: { status: 200, description: 'A page of the log.', schema: auditListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session, input }) => {
    const { actor: actorId, ...query } = input.query;
    const found = await searchAudit(deps.authoring, { ...callerOf(ctx, session), ...query, actorId });
    const records = found.records.map(({ actorId: id, actorName: name, ...record }) =>
      Object.assign(record, { actor: id === null ? null : { id, name } }),
    );
    return { body: { records, nextCursor: found.nextCursor } };
  },
});

export const auditRoutes: readonly Route[] = [search];
