import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'run.ts'), ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

test('without a name it lists the benches, found by their files', () => {
  const { status, stdout } = run();
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ {2}api +\S/m);
  expect(stdout).not.toMatch(/^ {2}(?:bench|report|run)\b/m);
});

test.each([[['nonsense']], [['--nonsense']], [['api', 'publish']], [['api', '--pages', 'many']]])(
  '%j is refused with exit code 2',
  (args) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/npm run bench/);
  },
);
