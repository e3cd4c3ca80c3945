import type { Context } from 'koa';
import type { Call } from '../authoring/authoring-context.ts';
import type { Session } from './authenticate.ts';
import { correlationIdOf } from './problem.ts';

/** Who asks, as the use cases know them. */
export function callerOf(ctx: Context, { actor }: Session): Call {
  return { actor, correlationId: correlationIdOf(ctx) };
}
