import { newlyDead, type Plan } from './plan.ts';
import type { When } from './when-choice.tsx';

type Readiness = { plan: { data: Plan | undefined; error: Error | null }; when: When; mayBreak: boolean };

/** What is published with others is looked at together with them. */
export function canBeDone({ mayBreak, plan: { data, error }, when }: Readiness): boolean {
  if (data === undefined || error !== null) return false;
  if (when.kind === 'bundle') return when.bundleId !== null || when.title.trim() !== '';
  const isTimeKnown = when.kind === 'now' || when.at !== null;
  return isTimeKnown && data.failures.length === 0 && (mayBreak || newlyDead(data).length === 0);
}
