import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../harness/world.ts';
import { createEntryStep } from './create-entry.ts';
import { editEntry } from './edit-entry.ts';
import { publishBundle } from './publish-bundle.ts';
import { rebuild } from './rebuild.ts';
import { setRedirectStep } from './set-redirect.ts';
import type { StepKind } from './step.ts';
import { switchTemplates } from './switch-templates.ts';
import { withdrawEntriesStep } from './withdraw-entries.ts';

const KINDS = [createEntryStep, editEntry, editEntry, publishBundle, setRedirectStep, withdrawEntriesStep];

/** Publications come while all pages are rendered anew, on request or by other templates. */
export const publishWhileRendering: StepKind = {
  weight: 3,
  run: async (world, choose) => {
    const count = 1 + choose.number(3);
    const isRequested = choose.number(2) === 0;
    if (!isRequested) await switchTemplates.run(world, choose);
    const rendered = isRequested ? rebuild.run(world, choose) : world.publisher().settled();
    await untilBegun(world, rendered);
    for (let done = 0; done < count; done += 1) await choose.one(KINDS)?.run(world, choose);
    await rendered;
  },
};

/** Or until nothing is left to be rendered. */
async function untilBegun(world: World, rendered: Promise<void>): Promise<void> {
  const over = rendered.then(() => true);
  // A failure is met by whoever waits for the end.
  over.catch(() => undefined);
  while (world.publisher().status().state !== 'publishing')
    if (await Promise.race([over, delay(1, false)])) return;
}
