import { accessSync, appendFileSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What some tests need from the machine besides Node. A test asks with `requireComponent` and skips itself when the answer is
 * null; the answer is written to the file that `npm test` reads at its end, so that nothing is skipped silently.
 */
const COMPONENTS = {
  postgres: { places: [], usedFor: 'every test on PostgreSQL' },
  nginx: { places: ['nginx'], usedFor: 'the tests of the nginx configuration' },
  'nginx-brotli': {
    places: [
      '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so',
      '/usr/share/nginx/modules/ngx_http_brotli_static_module.so',
    ],
    usedFor: 'the tests of precompressed Brotli files in nginx',
  },
  chromium: {
    places: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    usedFor: 'the tests in a browser',
  },
  strace: {
    places: ['strace'],
    usedFor: 'the tests that trace system calls, such as fsync before the acknowledgement',
  },
  libfaketime: {
    places: ['x86_64', 'aarch64'].map(
      (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`,
    ),
    usedFor: 'the tests of clocks that jump, and of schedules that fire by a clock of their own',
  },
  openssl: {
    places: ['openssl'],
    usedFor: 'the tests of TLS, and of how to check a signature in a shell',
  },
  pebble: {
    places: ['pebble'],
    usedFor: 'the test of certificates that come from an authority by ACME',
  },
  certbot: {
    places: ['certbot'],
    usedFor: 'the test of certificates that come from an authority by ACME',
  },
  radosgw: {
    places: ['radosgw'],
    usedFor: 'the tests of S3, which need a service: the gateway of Ceph',
  },
  pgbouncer: {
    places: ['pgbouncer'],
    usedFor: 'the tests of a pooler in front of PostgreSQL',
  },
  pg_dump: {
    places: ['pg_dump'],
    usedFor: 'the tests of backups of PostgreSQL',
  },
  varnish: {
    places: ['varnishd'],
    usedFor: 'the tests of a cache in front of the site',
  },
  tmpfs: {
    places: [],
    usedFor: 'the tests of a full disk, which mount a small one and need the right to',
  },
} as const satisfies Record<string, { places: readonly string[]; usedFor: string }>;

export type ComponentName = keyof typeof COMPONENTS;

/** The path of the component, or null (which is recorded). */
export function requireComponent(name: ComponentName): string | null {
  const path = findComponent(name);
  if (path === null) reportUnavailable(name, 'not found');
  return path;
}

export function findComponent(name: ComponentName): string | null {
  for (const place of COMPONENTS[name].places) {
    const path = place.startsWith('/') ? existingFile(place) : findCommand(place);
    if (path !== null) return path;
  }
  return null;
}

/** Records that a component is missing or does not work here, and which tests are therefore not run. */
export function reportUnavailable(name: ComponentName, reason: string): void {
  const file = process.env['STILLPRESS_COMPONENTS_FILE'];
  if (file === undefined) return;
  appendFileSync(file, `${JSON.stringify({ name, reason, notRun: COMPONENTS[name].usedFor })}\n`);
}

function existingFile(path: string): string | null {
  return existsSync(path) ? path : null;
}

/** Servers such as nginx live in `sbin` folders, which an ordinary user's PATH lacks. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/opt/homebrew/bin', '/usr/local/bin'];

export function findCommand(command: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS];
  for (const folder of folders) {
    const path = join(folder, command);
    if (folder !== '' && isExecutable(path)) return path;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
