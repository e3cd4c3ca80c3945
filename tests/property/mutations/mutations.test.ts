import PQueue from 'p-queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROPERTY_TIMEOUT_MS } from '../harness/expect-property.ts';
import { createProject } from '../harness/project.ts';
import { tortureSite } from '../sites/torture.ts';
import { MUTANTS } from './mutants.ts';
import { runControl, runMutant } from './run-mutant.ts';

const IS_EXHAUSTIVE = process.env['STILLPRESS_FAULTS'] === 'all';
/** One of six each time, of every kind; all of them with `npm run test:faults`. */
const EVERY = IS_EXHAUSTIVE ? 1 : 6;
const mutants = MUTANTS.filter((_, index) => index % EVERY === 0);

/** Each is a process that renders on a thread of its own. */
const MUTANTS_AT_ONCE = 2;

const queue = new PQueue({ concurrency: MUTANTS_AT_ONCE });

/** The template build that most of them share, made once. */
beforeAll(async () => {
  const project = createProject(tortureSite);
  await project.switchTo(0);
  project.remove();
}, PROPERTY_TIMEOUT_MS);

afterAll(() => {
  queue.clear();
});

/** All kinds together are taken in the tests of the two sites each time. */
const kindsOfSteps = IS_EXHAUSTIVE ? [...new Set(mutants.map(({ only = [] }) => only.join(',')))].sort() : [];

test.concurrent.for(kindsOfSteps)(
  'the property test finds nothing in the sources as they are, with the steps: %s',
  { timeout: PROPERTY_TIMEOUT_MS },
  async (kinds) => {
    const { outcome, output } = await queue.add(() => runControl(kinds === '' ? [] : kinds.split(',')));
    expect({ outcome, output }).toMatchObject({ outcome: 'survived' });
  },
);

test.concurrent.for(mutants)(
  'the property test finds: $name',
  { timeout: PROPERTY_TIMEOUT_MS },
  async (mutant) => {
    const { outcome, output } = await queue.add(() => runMutant(mutant));
    expect({ outcome, output }).toMatchObject({ outcome: mutant.stalls === true ? 'stalled' : 'found' });
  },
);
