import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import type { AppError } from './errors.ts';

function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return (error as AppError).details.issues?.map(({ message, path }) => `${path}: ${message}`) ?? [];
  }
}

describe('secrets that stand in files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stillpress-secrets-'));
    writeFileSync(join(folder, 'password'), 'a/long+password\n');
    writeFileSync(join(folder, 'empty'), '\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const inFile = (name: string): string => join(folder, name);
  test('are read, without the end of the line', () => {
    const { metricsToken } = readConfig({ METRICS_TOKEN_FILE: inFile('password') });
    expect(metricsToken).toBe('a/long+password');
  });

  test('the password of the database goes where its address has none', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://stillpress@db:5432/news',
      DATABASE_DIRECT_URL: 'postgres://stillpress@direct:5432/news',
      DATABASE_PASSWORD_FILE: inFile('password'),
    });
    expect(config.databaseUrl).toBe('postgres://stillpress:a%2Flong%2Bpassword@db:5432/news');
    expect(config.databaseDirectUrl).toBe('postgres://stillpress:a%2Flong%2Bpassword@direct:5432/news');
    expect(config.given).toMatchObject({ DATABASE_URL: null, DATABASE_PASSWORD: null });
  });

  test.each([
    [{ SESSION_KEYS_FILE: 'missing' }, /^SESSION_KEYS_FILE: It cannot be read: ENOENT/],
    [{ SESSION_KEYS_FILE: 'empty' }, /^SESSION_KEYS_FILE: .* is empty\.$/],
    [
      { SESSION_KEYS_FILE: 'password', SESSION_KEYS: 'another' },
      /^SESSION_KEYS_FILE: SESSION_KEYS is set too/,
    ],
    [
      { DATABASE_URL: 'postgres://a:b@db/news', DATABASE_PASSWORD_FILE: 'password' },
      /^DATABASE_PASSWORD: DATABASE_URL has a password too/,
    ],
  ])('%o is refused, without its contents', (env, problem) => {
    const given = Object.entries(env).map(([name, value]) => [
      name,
      name.endsWith('_FILE') ? inFile(value) : value,
    ]);
    const found = problems(Object.fromEntries(given) as Record<string, string>);
    expect(found.join('\n')).toMatch(problem);
    expect(found.join('\n')).not.toContain('long+password');
  });

  test('what is no secret is not looked for in a file', () => {
    expect(readConfig({ SITE_URL_FILE: inFile('password') }).siteUrl).toBe('http://localhost:4000');
  });
});
