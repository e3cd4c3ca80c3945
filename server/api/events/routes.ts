import { hashToken } from '../../accounts/secret-token.ts';
import { cookieRoute, type Route } from '../route.ts';
import { streamEventsInput } from './schema.ts';

const stream = cookieRoute({
  method: 'GET',
  path: '/api/v1/events',
  operationId: 'streamEvents',
  tag: 'Events',
  summary: 'Be told of changes as they happen',
  description:
    'Server-sent events, each with the JSON of a `ChangeEvent` or a `StreamEvent` as its data. With the id of the last event, as `Last-Event-ID` or `after`, the stream goes on after it, and none is missed or told twice; an id that is not known any more is answered with `reset`. For the windows of people who are signed in: programs are told by webhooks.',
  input: streamEventsInput,
  success: { status: 200, description: 'The stream.', contentType: 'text/event-stream' },
  errors: ['too-many-streams'],
  handle: async ({ ctx, deps: { events }, session: { actor, token }, input }) => {
    const last = ctx.get('Last-Event-ID');
    const after = last === '' ? input.query.after : last;
    const body = await events.open({ actor, tokenHash: hashToken(token), after });
    // Neither nginx nor anything else on the way is to keep events until there are many, or to compress them.
    return { body, headers: { 'X-Accel-Buffering': 'no', 'Cache-Control': 'no-store, no-transform' } };
  },
});

export const eventRoutes: readonly Route[] = [stream];
