import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const unit = (name: string): string => read(`deploy/systemd/stillpress-${name}.service`);

function environmentOf(name: string): Record<string, string> {
  const lines = unit(name).matchAll(/^Environment=([A-Z_]+)=(.*)$/gm);
  return Object.fromEntries(Array.from(lines, ([, key = '', value = '']) => [key, value]));
}

test.each([
  ['migrate', ['migrate', 'up']],
  ['web', ['web']],
  ['worker', ['worker']],
])('%s runs the command of the image, as the image does', (name, args) => {
  const [, entry = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(read('Dockerfile')) ?? [];
  const [node = '', ...words] = (JSON.parse(entry) as string[]).concat(args);
  const [, command] = /^ExecStart=(.*)$/m.exec(unit(name)) ?? [];
  expect(command).toBe([`/usr/bin/${node}`, ...words].join(' '));
  const image = /^ENV ([\s\S]*?[^\\])$/m.exec(read('Dockerfile'))?.[1] ?? '';
  const {
    HOST: _,
    PORT: __,
    ...rest
  } = Object.fromEntries(
    Array.from(image.matchAll(/([A-Z_]+)=(\S+)/g), ([, key = '', value = '']) => [key, value]),
  );
  expect(environmentOf(name)).toMatchObject(rest);
});

test('what the processes get is a production configuration', () => {
  const example = Object.fromEntries(
    Array.from(
      read('deploy/systemd/environment.example').matchAll(/^([A-Z_]+)=(.*)$/gm),
      ([, key = '', value = '']) => [key, value],
    ),
  );
  const secrets = {
    SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
    DATABASE_URL: (example['DATABASE_URL'] ?? '').replace(
      'A-LONG-PASSWORD',
      '0f6f4f1fb1c9a8e7d6c5b4a39281706f',
    ),
  };
  const [web, worker] = ['web', 'worker'].map((name) =>
    readConfig({ ...example, ...environmentOf(name), ...secrets }),
  );
  expect(web).toMatchObject({
    environment: 'production',
    host: '127.0.0.1',
    trustProxy: { kind: 'hops', hops: 1 },
  });
  expect([web?.port === worker?.port, web?.target, web?.dataDir]).toEqual([
    false,
    worker?.target,
    worker?.dataDir,
  ]);
});

test('only the worker writes the public files, and nothing starts before the migrations', () => {
  expect(unit('worker')).toMatch(/^ReadWritePaths=.*\/srv\/stillpress\/public/m);
  expect(unit('web')).not.toMatch(/^ReadWritePaths=.*\/srv/m);
  for (const name of ['web', 'worker']) expect(unit(name)).toMatch(/^Requires=stillpress-migrate\.service$/m);
});
