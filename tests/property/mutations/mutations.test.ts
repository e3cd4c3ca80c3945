import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROPERTY_TIMEOUT_MS } from '../harness/expect-property.ts';
import { createProject, REPOSITORY } from '../harness/project.ts';
import { IS_EXHAUSTIVE, leaveToLongRun } from '../../support/exhaustive.ts';
import { tortureSite } from '../sites/torture.ts';
import { MUTANT_LISTS, MUTANTS } from './mutants.ts';
import { runControl, runMutant } from './run-mutant.ts';

/** One of each list is looked for every time, all of them in the long run: that each fits its source is looked at every time too. */
const EVERY_TIME = new Set([
  'windows are looked up behind their ends',
  'a sort that does not end in the id',
  'a graph that is being rendered is not told of other answers',
  'a file that goes stays',
  'a rollback brings back what was taken down',
]);
const mutants = MUTANTS.filter(({ name }) => IS_EXHAUSTIVE || EVERY_TIME.has(name));
leaveToLongRun(
  `${MUTANTS.length - mutants.length} of ${MUTANTS.length} bugs that the property test has to find`,
);

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

test('one bug of each list is looked for every time', () => {
  const counts = MUTANT_LISTS.map((list) => list.filter(({ name }) => EVERY_TIME.has(name)).length);
  expect(counts).toEqual(MUTANT_LISTS.map(() => 1));
});

test('every bug, those of the long run too, has a place in the sources as they are', () => {
  const misfits = MUTANTS.filter(({ file, find }) => {
    const source = readFileSync(join(REPOSITORY, file), 'utf8');
    return source.split(find).length !== 2;
  });
  expect(misfits.map(({ name }) => name)).toEqual([]);
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
