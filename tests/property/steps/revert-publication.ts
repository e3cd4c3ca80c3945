import { revert } from '../harness/fact-actions.ts';
import type { StepKind } from './step.ts';

/** One of the newest publications, those of media and redirects among them, is taken back; where anything of it has changed since, nothing happens. */
export const revertPublicationStep: StepKind = {
  weight: 7,
  run: async (world, choose) => {
    await revert(world, choose.number(RECENT));
  },
};

const RECENT = 6;
