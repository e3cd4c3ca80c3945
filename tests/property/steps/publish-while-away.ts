import { createEntryStep } from './create-entry.ts';
import { editEntry } from './edit-entry.ts';
import { moveEntry } from './move-entry.ts';
import { publishBundle } from './publish-bundle.ts';
import { publishMediaStep } from './publish-media.ts';
import { removeRedirectStep } from './remove-redirect.ts';
import { revertPublicationStep } from './revert-publication.ts';
import { setRedirectStep } from './set-redirect.ts';
import type { StepKind } from './step.ts';
import { swapSlugs } from './swap-slugs.ts';
import { takeDownStep } from './take-down.ts';
import { withdrawEntriesStep } from './withdraw-entries.ts';

const KINDS = [
  createEntryStep,
  editEntry,
  moveEntry,
  publishBundle,
  publishMediaStep,
  removeRedirectStep,
  revertPublicationStep,
  setRedirectStep,
  swapSlugs,
  takeDownStep,
  withdrawEntriesStep,
];

/** Many publications while the publisher is away: it finds them all at once, and they become one release. */
export const publishWhileAway: StepKind = {
  weight: 3,
  run: async (world, choose) => {
    const count = 2 + choose.number(6);
    await world.restart(async () => {
      for (let done = 0; done < count; done += 1) await choose.one(KINDS)?.run(world, choose);
    });
  },
};
