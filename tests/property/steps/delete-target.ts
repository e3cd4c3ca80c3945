import { rmSync } from 'node:fs';
import type { StepKind } from './step.ts';

/** So is the target, but the bytes of an earlier release are nowhere else. */
export const deleteTarget: StepKind = {
  weight: 1,
  run: async (world) => {
    if (world.held !== null) return;
    await world.restart(() => rmSync(world.files.targetRoot, { recursive: true, force: true }));
  },
};
