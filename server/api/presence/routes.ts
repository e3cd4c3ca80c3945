import type { z } from 'zod';
import type { presentSchema } from '../../../model/api/presence.ts';
import { ownPresenceSchema, presenceSchema } from '../../../model/api/presence.ts';
import { keepPresence } from '../../authoring/keep-presence.ts';
import { leavePresence } from '../../authoring/leave-presence.ts';
import { listPresence } from '../../authoring/list-presence.ts';
import type { NamedPresent } from '../../authoring/presence-of-entry.ts';
import { takeOverLease } from '../../authoring/take-over-lease.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { keepPresenceInput, leavePresenceInput, presenceInput, takeOverInput } from './schema.ts';

const PATH = '/api/v1/entries/:id/presence';
const TAG = 'Presence';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listPresence',
  tag: TAG,
  summary: 'Who has the entry open, and in which block',
  input: presenceInput,
  success: { status: 200, description: 'Those who have it open.', schema: presenceSchema },
  errors: ['entry-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const caller = callerOf(ctx, session);
    const present = await listPresence(deps.authoring, { ...caller, entryId: input.params.id });
    return { body: { present: present.map(presentation) } };
  },
});

const keep = sessionRoute({
  method: 'PUT',
  path: PATH,
  operationId: 'keepPresence',
  tag: TAG,
  summary: 'Say that a window has the entry open',
  description:
    'For 30 seconds: send it every 10, and when the cursor comes into another block. The first window whose user may save the entry holds its lease.',
  input: keepPresenceInput,
  success: { status: 200, description: 'Those who have it open.', schema: ownPresenceSchema },
  errors: ['entry-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const window = { ...callerOf(ctx, session), entryId: input.params.id, ...input.body };
    const { isHolder, present } = await keepPresence(deps.authoring, window);
    return { body: { isHolder, present: present.map(presentation) } };
  },
});

const leave = sessionRoute({
  method: 'DELETE',
  path: PATH,
  operationId: 'leavePresence',
  tag: TAG,
  summary: 'Say that a window is closed',
  description: 'The lease goes to the next window, in the order in which they opened the entry.',
  input: leavePresenceInput,
  success: { status: 204, description: 'It is closed.' },
  errors: ['entry-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const window = { ...callerOf(ctx, session), entryId: input.params.id, ...input.query };
    await leavePresence(deps.authoring, window);
    return {};
  },
});

const takeOver = sessionRoute({
  method: 'POST',
  path: `${PATH}/takeover`,
  operationId: 'takeOverLease',
  tag: TAG,
  summary: 'Take over the lease of the entry',
  description:
    'Whoever has it is told by the event `lease.taken`. Nothing that they have typed is lost: the lease blocks no save, and each save names the version that it saw.',
  input: takeOverInput,
  success: { status: 200, description: 'Those who have it open.', schema: ownPresenceSchema },
  errors: ['entry-not-found', 'not-allowed'],
  handle: async ({ ctx, deps, session, input }) => {
    const window = { ...callerOf(ctx, session), entryId: input.params.id, ...input.body };
    const { isHolder, present } = await takeOverLease(deps.authoring, window);
    return { body: { isHolder, present: present.map(presentation) } };
  },
});

export const presenceRoutes: readonly Route[] = [list, keep, leave, takeOver];

function presentation(present: NamedPresent): z.input<typeof presentSchema> {
  const { blockId, clientId, expiresAt, isHolder, openedAt, userId, userName } = present;
  return { user: { id: userId, name: userName }, clientId, blockId, isHolder, openedAt, expiresAt };
}
