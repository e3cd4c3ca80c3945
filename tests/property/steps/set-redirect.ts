import { redirect } from '../harness/fact-actions.ts';
import type { StepKind } from './step.ts';

const STATUSES = [301, 302, 302, 410] as const;

/** A path leads elsewhere: to another path, to an entry, to nothing at all. Where a page is, the page stays. */
export const setRedirectStep: StepKind = {
  weight: 7,
  run: async (world, choose) => {
    const path = choose.one(world.site.redirects);
    const status = choose.one(STATUSES) ?? 302;
    const target = choose.one(world.site.redirectTargets) ?? '/';
    const entry = choose.one(world.entries);
    if (path === undefined) return;
    const toEntry = choose.number(2) === 0 && entry !== undefined;
    const to = toEntry
      ? { kind: 'entry' as const, entryId: entry.id }
      : { kind: 'path' as const, path: target };
    await redirect(world, { path, status, to: status === 410 ? null : to });
  },
};
