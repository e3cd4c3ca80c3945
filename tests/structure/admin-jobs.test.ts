import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PUBLISHER_JOB_KINDS } from '../../server/store/publisher-jobs.ts';
import { ROOT } from '../runner/run-program.ts';

test('the list of jobs has words for each kind, and for nothing else', () => {
  const words = readFileSync(join(ROOT, 'admin/src/settings/jobs/job-words.ts'), 'utf8');
  const told = Array.from(words.matchAll(/^ {2}'?([a-z.-]+)'?: msg`/gm), ([, kind]) => kind);
  const declared = globSync('server/**/*.ts', { cwd: ROOT })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) =>
      Array.from(readFileSync(join(ROOT, file), 'utf8').matchAll(JOB_NAME), ([, kind]) => kind),
    );
  expect(new Set(told)).toEqual(new Set([...declared, ...PUBLISHER_JOB_KINDS]));
});

/** As kinds of jobs are declared. */
const JOB_NAME = /^ {2}name: '([a-z]+\.[a-z-]+)',$/gm;
