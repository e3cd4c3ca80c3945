import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');

const workflowSchema = z.object({
  on: z.unknown(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.string().optional(),
      if: z.string().optional(),
      uses: z.string().optional(),
      environment: z.string().optional(),
      env: z.record(z.string(), z.string()).optional(),
      'timeout-minutes': z.number().optional(),
      steps: z.array(z.object({ run: z.string().optional(), uses: z.string().optional() })).optional(),
    }),
  ),
});

const files = readdirSync(FOLDER);
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const workflows = new Map(files.map((file) => [file, workflowSchema.parse(parse(read(file)))]));
const deliver = workflows.get('deliver.yml');

test('nothing is rolled out that was not checked, tested and built, in this order', () => {
  const before = (name: string): string[] => {
    const needs = deliver?.jobs[name]?.needs;
    return needs === undefined ? [] : [...before(needs), needs];
  };
  expect(before('production')).toEqual(['check', 'test', 'image']);
  expect(before('staging')).toEqual(['check', 'test', 'image']);
  expect(deliver?.jobs['production']?.if).toContain('refs/heads/main');
  expect(deliver?.jobs['staging']?.if).toContain('refs/heads/develop');
});

test('an environment is brought to an image on the machine of that name alone, with its own settings', () => {
  const rollOut = workflows.get('roll-out.yml')?.jobs['roll-out'];
  expect(rollOut).toMatchObject({
    environment: '${{ inputs.environment }}',
    env: { APP_ENV: '${{ inputs.environment }}' },
  });
  const runs = (rollOut?.steps ?? []).map(({ run = '' }) => run);
  const asks = runs.findIndex((run) => run.includes("'APP_ENV=$APP_ENV' .env"));
  const changes = runs.findIndex((run) => run.includes('docker compose up'));
  expect(asks).toBeGreaterThan(-1);
  expect(changes).toBeGreaterThan(asks);
});

test.each(files)('%s runs what there is, within a time, and may read the code alone', (file) => {
  const { jobs = {}, permissions } = workflows.get(file) ?? {};
  expect(permissions).toEqual({ contents: 'read' });
  const parts = Object.values(jobs);
  const steps = parts.flatMap((job) => job.steps ?? []);
  const scripts = steps.flatMap(({ run = '' }) => /^npm (?:run )?(\S+)$/.exec(run)?.slice(1) ?? []);
  const called = parts.flatMap(({ uses }) => uses ?? []);
  expect(parts.filter((job) => job.uses === undefined && job['timeout-minutes'] === undefined)).toEqual([]);
  expect(called.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(scripts.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
});
