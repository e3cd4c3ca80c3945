import { publish, save } from '../harness/entry-actions.ts';
import { isPublic } from './new-content.ts';
import type { StepKind } from './step.ts';

/** Links of an entry come and go, and with them pages that nothing else leads to: cycles among them, and pages that are not there yet. */
export const changeLinks: StepKind = {
  weight: 6,
  run: async (world, choose) => {
    const lists = world.site.pools['posts.links'];
    const entry = choose.one(world.entries.filter((one) => one.collection === 'posts' && isPublic(one)));
    if (lists === undefined || entry === undefined) return;
    // Every other time none at all, so that what was linked is not linked for long.
    const links = choose.number(2) === 0 ? null : choose.one(lists);
    const saved = await save(world, entry, { ...entry.draft.content, links });
    if (saved !== null) await publish(world, [saved]);
  },
};
