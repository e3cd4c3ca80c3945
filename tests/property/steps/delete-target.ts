import { rmSync } from 'node:fs';
import type { StepKind } from './step.ts';

/** So is the target. */
export const deleteTarget: StepKind = {
  weight: 1,
  run: async (world) => {
    await world.restart(() => rmSync(world.files.targetRoot, { recursive: true, force: true }));
  },
};
