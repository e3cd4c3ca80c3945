import { expect, test } from 'vitest';
import { stepsOf } from './harness/arbitrary-steps.ts';
import { seedFromEnvironment } from './harness/check-property.ts';
import { PROPERTY_TIMEOUT_MS } from './harness/expect-property.ts';
import { runSequence } from './harness/run-sequence.ts';
import { roundsOf } from '../support/exhaustive.ts';
import { tortureSite } from './sites/torture.ts';

const ROUNDS = roundsOf({ few: 15, all: 40, of: 'planned publications of the property test' });
/** Between the planned ones: what makes the next plan another one. */
const OTHERS = [
  'change-links',
  'create-entry',
  'edit-entry',
  'move-clock',
  'move-entry',
  'publish-media',
  'set-redirect',
  'swap-slugs',
  'translate-entry',
  'withdraw-entries',
];

test(
  'a planned publication changes the addresses that its plan names, to the bytes that it names and a preview shows, and no others',
  { timeout: PROPERTY_TIMEOUT_MS },
  async () => {
    const seed = seedFromEnvironment() + 5_000;
    const others = stepsOf({ seed, only: OTHERS, count: ROUNDS });
    const choices = stepsOf({ seed: seed + 1, only: OTHERS, count: ROUNDS });
    const steps = others.flatMap((step, round) => [
      step,
      { kind: 'publish-as-planned', picks: choices[round]?.picks ?? [] },
    ]);
    expect(await runSequence(tortureSite, steps, { seed, checkAtEndOnly: true })).toBeNull();
  },
);
