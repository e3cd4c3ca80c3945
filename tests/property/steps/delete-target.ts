import { rmSync } from 'node:fs';
import type { StepKind } from './step.ts';

/** The target comes back as it was; the bytes of earlier releases were nowhere else. */
export const deleteTarget: StepKind = {
  weight: 1,
  run: async (world) => {
    if (world.held !== null) return;
    await world.restart(() => rmSync(world.files.targetRoot, { recursive: true, force: true }));
    world.releases.splice(0, world.releases.length - 1);
  },
};
