import type { z } from 'zod';
import type { changeEventSchema, streamEventSchema } from '../../../model/api/event.ts';
import type { StoredEvent } from '../../store/events.ts';

/** A server-sent event, as it goes over the line. JSON has no line breaks outside its strings, and none in them. */
export function changeFrame({ about, actorId, actorName, at, correlationId, id, kind }: StoredEvent): string {
  const actor = actorId === null ? null : { id: actorId, name: actorName };
  const data: z.input<typeof changeEventSchema> = { kind, at, actor, correlationId, ...about };
  return frame(id, data);
}

/** Of the stream itself. A client that comes back goes on after `id`. */
export function streamFrame(id: string, kind: z.input<typeof streamEventSchema>['kind']): string {
  return frame(id, { kind });
}

/** Says when to come back after the stream has ended. */
export function retryFrame(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

/** A comment, which keeps proxies from taking the stream for dead. */
export const HEARTBEAT_FRAME = ': still here\n\n';

function frame(id: string, data: object): string {
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
