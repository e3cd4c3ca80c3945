import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { withDevelopmentSecrets } from './development-secrets.ts';
import { secretWeakness } from './secret-weakness.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stillpress-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('makes a strong key once, for its owner alone', () => {
  const config = readConfig({ DATA_DIR: join(dataDir, 'new') });
  const { sessionKeys } = withDevelopmentSecrets(config);
  expect(sessionKeys.map(secretWeakness)).toEqual([undefined]);
  expect(withDevelopmentSecrets(config).sessionKeys).toEqual(sessionKeys);
  expect(statSync(join(dataDir, 'new/secrets.json')).mode & 0o777).toBe(0o600);
});

test('keeps the keys of the environment, and writes none', () => {
  const config = readConfig({ DATA_DIR: dataDir, SESSION_KEYS: 'one,two' });
  expect(withDevelopmentSecrets(config)).toBe(config);
  expect(() => statSync(join(dataDir, 'secrets.json'))).toThrow('ENOENT');
});

test('a file that holds no keys is refused with what to do, and not overwritten', () => {
  writeFileSync(join(dataDir, 'secrets.json'), '{}');
  expect(() => withDevelopmentSecrets(readConfig({ DATA_DIR: dataDir }))).toThrow(/Delete it/);
});
