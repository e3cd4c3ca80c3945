import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../tests/support/databases.ts';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { joinEnvironment } from '../operations/environments-apart.ts';
import { readEnvironment } from '../store/installation.ts';
import { requireComponent } from '../../tests/support/components.ts';
import { EXIT } from './exit-codes.ts';

const hasPgDump = requireComponent('pg_dump') !== null;

describe.each(DIALECTS)('environments on %s', (dialect) => {
  let opened: TestDatabase;
  let env: Record<string, string>;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
    const { databaseUrl, dataDir } = opened;
    env = {
      DATA_DIR: dataDir,
      SITE_URL: 'http://localhost:4000',
      PORT: '0',
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    };
  });
  afterEach(() => opened.close());

  const join = (appEnv: string | null): Promise<void> => joinEnvironment(opened.database, { appEnv });

  test('without a name nothing is asked and nothing is remembered', async () => {
    await join(null);
    expect(await readEnvironment(opened.database)).toBeNull();
    expect((await runCommandLine(['status'], env)).code).toBe(EXIT.ok);
  });

  test('of two that are named at once, one has the database, and the other one is told which', async () => {
    const joined = await Promise.allSettled([join('staging'), join('production')]);
    const owner = await readEnvironment(opened.database);
    expect(joined.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(joined.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'wrong-environment', message: expect.stringContaining(`environment "${owner}"`) },
    });
  });

  test.each(['web', 'worker', 'start', 'status', 'rebuild', 'backup create'])(
    '%s of another environment does not start, nor one without a name',
    async (line) => {
      await join('production');
      for (const appEnv of ['staging', '']) {
        const { code, err } = await runCommandLine(line.split(' '), { ...env, APP_ENV: appEnv });
        expect({ code, err }).toEqual({
          code: EXIT.configuration,
          err: expect.stringContaining('belongs to the environment "production"'),
        });
      }
      expect(await readEnvironment(opened.database)).toBe('production');
    },
  );

  test('doctor says so, and status of its own says where one is', async () => {
    await join('production');
    const doctor = await runCommandLine(['doctor'], { ...env, APP_ENV: 'staging' });
    expect(doctor.out).toMatch(/^fail +environment +The database belongs to the environment "production"/m);
    const status = await runCommandLine(['status'], { ...env, APP_ENV: 'production' });
    expect(status.out).toMatch(/^environment +production$/m);
  });

  test('a copy is taken over by the environment that it is in', async () => {
    await join('production');
    const staging = { ...env, APP_ENV: 'staging' };
    const adopted = await runCommandLine(['environment', 'adopt', '--target', '--json'], staging);
    expect(JSON.parse(adopted.out)).toEqual({ before: 'production', environment: 'staging' });
    expect((await runCommandLine(['status'], staging)).code).toBe(EXIT.ok);
    expect((await runCommandLine(['status'], { ...env, APP_ENV: 'production' })).code).toBe(
      EXIT.configuration,
    );
    expect((await runCommandLine(['environment', 'adopt'], env)).code).toBe(EXIT.ok);
    expect(await readEnvironment(opened.database)).toBeNull();
  });

  test.skipIf(dialect === 'postgres' && !hasPgDump)(
    'a backup takes the place of no database of another environment, unless it is named',
    async () => {
      await join('production');
      const production = { ...env, APP_ENV: 'production' };
      const restore = ['backup', 'restore', 'latest', '--replace'];
      expect((await runCommandLine(['backup', 'create'], production)).code).toBe(EXIT.ok);
      // As `restore` wants it: nobody else is connected.
      await opened.database.close();
      for (const [appEnv, own] of [
        ['staging', 'APP_ENV is "staging"'],
        ['', 'APP_ENV is not set'],
      ] as const)
        for (const more of [[], ['--environment', 'test']]) {
          const { code, err } = await runCommandLine([...restore, ...more], { ...env, APP_ENV: appEnv });
          expect({ code, err }).toEqual({
            code: EXIT.configuration,
            err: expect.stringContaining(`belongs to the environment "production", and ${own}. Nothing`),
          });
        }
      const named = [...restore, '--environment', 'production'];
      expect(await runCommandLine(named, { ...env, APP_ENV: 'staging' })).toMatchObject({ code: EXIT.ok });
      expect(await runCommandLine(restore, production)).toMatchObject({ code: EXIT.ok });
    },
  );
});
