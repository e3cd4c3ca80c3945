import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VARIABLES } from './config-variables.ts';
import { readConfig } from './config.ts';
import type { Environment } from './config.ts';
import { AppError } from './errors.ts';

const STRONG_KEY = 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa';
const PRODUCTION = {
  NODE_ENV: 'production',
  SITE_URL: 'https://example.org',
  DATABASE_URL: 'postgres://cms:vq83mzkd02@db.internal/cms',
  SESSION_KEYS: STRONG_KEY,
};

function problemsOf(env: Environment): Record<string, string> {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof AppError && error.code === 'config-invalid')
      return Object.fromEntries((error.details.issues ?? []).map(({ path, message }) => [path, message]));
    throw error;
  }
  return {};
}

test('an empty environment is the embedded default', () => {
  expect(readConfig({})).toEqual({
    environment: 'development',
    backup: {
      place: { kind: 'disk', root: resolve('var/backups') },
      recipients: [],
      at: undefined,
      keep: { daily: 7, weekly: 4, monthly: 12 },
    },
    given: {},
    appEnv: null,
    host: '127.0.0.1',
    port: 4000,
    databaseUrl: undefined,
    databaseDirectUrl: undefined,
    dataDir: resolve('var'),
    timeZone: 'UTC',
    siteUrl: 'http://localhost:4000',
    adminUrl: 'http://localhost:4000/admin',
    previewOrigin: null,
    target: { kind: 'disk', root: resolve('var/public') },
    sessionKeys: [],
    trustProxy: { kind: 'none' },
    writesPerMinute: 1200,
    smtpUrl: undefined,
    mailFrom: { name: '', address: 'stillpress@localhost' },
    webhookAllowHosts: { names: [], ranges: [] },
    linkCheckAllowHosts: { names: [], ranges: [] },
    linkGate: 'on',
    mediaStore: { kind: 'disk', root: resolve('var/media') },
    mediaDirectUploads: false,
    mediaLimits: { bytes: 100_000_000, pixels: 100_000_000 },
    logLevel: 'info',
  });
});

test('media have a place of their own, and limits', () => {
  const { mediaLimits, mediaStore } = readConfig({
    MEDIA_STORE: 'disk:/srv/media',
    MEDIA_MAX_MEGABYTES: '500',
    MEDIA_MAX_MEGAPIXELS: '60',
  });
  expect(mediaStore).toEqual({ kind: 'disk', root: '/srv/media' });
  expect(mediaLimits).toEqual({ bytes: 500_000_000, pixels: 60_000_000 });
});

test('lets webhooks and the check of links reach names and ranges that are not public, each its own', () => {
  const hosts = 'Hooks.internal, 10.1.0.0/16, ::1';
  const allowed = { names: ['hooks.internal'], ranges: ['10.1.0.0/16', '::1'] };
  const nothing = { names: [], ranges: [] };
  expect(readConfig({ WEBHOOK_ALLOW_HOSTS: hosts })).toMatchObject({
    webhookAllowHosts: allowed,
    linkCheckAllowHosts: nothing,
  });
  expect(readConfig({ LINK_CHECK_ALLOW_HOSTS: hosts })).toMatchObject({
    webhookAllowHosts: nothing,
    linkCheckAllowHosts: allowed,
  });
});

test('links that a publication leaves dead are looked at as one says', () => {
  expect(readConfig({ LINK_GATE: 'warn' }).linkGate).toBe('warn');
  expect(Object.keys(problemsOf({ LINK_GATE: 'no' }))).toEqual(['LINK_GATE']);
});

test.each(['10.1.0.0/33', 'https://hooks.internal', 'hooks internal', '10.1.0', '*'])(
  'refuses to let webhooks or the check of links reach %s',
  (host) => {
    for (const name of ['WEBHOOK_ALLOW_HOSTS', 'LINK_CHECK_ALLOW_HOSTS'])
      expect(Object.keys(problemsOf({ [name]: host }))).toEqual([name]);
  },
);

test.each(['300.1.1.1', '1.2.3', '::zz', 'http://localhost', '[::1]'])('refuses the host %s', (host) => {
  expect(Object.keys(problemsOf({ HOST: host }))).toEqual(['HOST']);
});

test.each(['0.0.0.0', '::', '::1', '192.168.1.5', 'localhost', 'web-1.internal'])(
  'takes the host %s',
  (host) => expect(readConfig({ HOST: host }).host).toBe(host),
);

test.each([
  ['news@example.org', { name: '', address: 'news@example.org' }],
  ['The Daily <news@example.org>', { name: 'The Daily', address: 'news@example.org' }],
  ['"Daily, The" <news@example.org>', { name: 'Daily, The', address: 'news@example.org' }],
])('sends mail from %s', (value, mailFrom) => {
  expect(readConfig({ MAIL_FROM: value }).mailFrom).toEqual(mailFrom);
});

test('a variable that is set but empty counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', SITE_URL: '' })).toEqual(readConfig({}));
});

test('reads a production environment', () => {
  const config = readConfig({
    ...PRODUCTION,
    SITE_URL: 'https://example.org/',
    ADMIN_URL: 'https://cms.example.org/admin/',
    TARGET: 'disk:/srv/www',
    TRUST_PROXY: '10.0.0.0/8, fd00::/8',
    SESSION_KEYS: `${STRONG_KEY}, ${STRONG_KEY}2`,
  });
  expect(config).toMatchObject({
    environment: 'production',
    siteUrl: 'https://example.org',
    adminUrl: 'https://cms.example.org/admin',
    target: { kind: 'disk', root: '/srv/www' },
    trustProxy: { kind: 'addresses', ranges: ['10.0.0.0/8', 'fd00::/8'] },
    sessionKeys: [STRONG_KEY, `${STRONG_KEY}2`],
  });
});

test('as many writes are taken as is said, or any number', () => {
  expect(readConfig({ WRITES_PER_MINUTE: '50' }).writesPerMinute).toBe(50);
  expect(readConfig({ WRITES_PER_MINUTE: 'no' }).writesPerMinute).toBeNull();
});

test('the site address follows a host that is an address of its own', () => {
  expect(readConfig({ HOST: '192.168.1.20', PORT: '80' }).siteUrl).toBe('http://192.168.1.20');
  expect(readConfig({ PORT: '80' })).toMatchObject({
    siteUrl: 'http://localhost',
    adminUrl: 'http://localhost/admin',
  });
  expect(readConfig({ HOST: '0.0.0.0' }).siteUrl).toBe('http://localhost:4000');
});

test.each([
  ['NODE_ENV', 'staging'],
  ['PORT', '65536'],
  ['PORT', '4000x'],
  ['PORT', '0'],
  ['SITE_URL', 'example.org'],
  ['SITE_URL', 'https://example.org/blog'],
  ['SITE_URL', 'https://me:pw@example.org'],
  ['PREVIEW_ORIGIN', 'http://localhost:4001'],
  ['PREVIEW_ORIGIN', 'https://preview.example.org/a'],
  ['ADMIN_URL', 'https://example.org/cms'],
  ['DATABASE_URL', 'mysql://localhost/cms'],
  ['ALLOW_SQLITE_IN_PRODUCTION', 'true'],
  ['TARGET', 's3:bucket'],
  ['TARGET', 'disk:/'],
  ['SESSION_KEYS', 'one,,two'],
  ['TRUST_PROXY', 'yes'],
  ['MEDIA_STORE', '/srv/media'],
  ['MEDIA_STORE', 'disk:/'],
  ['MEDIA_DIRECT_UPLOADS', 'yes'],
  ['MEDIA_DIRECT_UPLOADS', 'on'],
  ['MEDIA_MAX_MEGABYTES', '0'],
  ['MEDIA_MAX_MEGABYTES', '10001'],
  ['MEDIA_MAX_MEGAPIXELS', '251'],
  ['WRITES_PER_MINUTE', '0'],
  ['WRITES_PER_MINUTE', '1.5'],
  ['WRITES_PER_MINUTE', 'yes'],
  ['TRUST_PROXY', '10.0.0.0/33'],
  ['TRUST_PROXY', '99'],
  ['SMTP_URL', 'mail.example.org'],
  ['MAIL_FROM', 'nobody'],
  ['MAIL_FROM', 'a@example.org, b@example.org'],
  ['MAIL_FROM', 'A\r\nBcc: b@example.org <a@example.org>'],
  ['MAIL_LANGUAGE', 'fr'],
  ['LOG_LEVEL', 'verbose'],
])('refuses %s=%s with its name, the problem and an example', (name, value) => {
  const problems = problemsOf({ [name]: value });
  expect(Object.keys(problems)).toEqual([name]);
  expect(problems[name]).toMatch(/\. Example: \S/);
});

test('reports all problems at once', () => {
  const env = { PORT: 'x', LOG_LEVEL: 'loud', TARGET: 'ftp:', SITE_URL: 'here' };
  expect(Object.keys(problemsOf(env)).sort()).toEqual(['LOG_LEVEL', 'PORT', 'SITE_URL', 'TARGET']);
});

test('does not show a value that may hold a password', () => {
  const env = {
    DATABASE_URL: 'cms:hunter2@db',
    SMTP_URL: 'cms:hunter2@mail',
    SITE_URL: 'https://a:hunter2@b.org',
  };
  expect(JSON.stringify(problemsOf(env))).not.toContain('hunter2');
});

describe('production', () => {
  test('stops when what it needs is missing', () => {
    expect(Object.keys(problemsOf({ NODE_ENV: 'production' })).sort()).toEqual([
      'DATABASE_URL',
      'SESSION_KEYS',
      'SITE_URL',
    ]);
  });

  test.each([
    ['short', 'abc123'],
    ['repetitive', 'ab'.repeat(20)],
    ['a placeholder', 'change-me-to-something-long-and-random'],
    ['the example of the documentation', VARIABLES.SESSION_KEYS.example],
    ['empty beside a good one', `${STRONG_KEY},`],
  ])('stops on a session key that is %s', (_, keys) => {
    const problem = problemsOf({ ...PRODUCTION, SESSION_KEYS: keys })['SESSION_KEYS'];
    expect(problem).toBeDefined();
    expect(problem).not.toContain('abc123');
  });

  test('stops on a default database password', () => {
    const env = { ...PRODUCTION, DATABASE_URL: 'postgres://postgres:postgres@db/cms' };
    expect(problemsOf(env)['DATABASE_URL']).toContain('default');
  });

  test('takes SQLite only when told so', () => {
    const env = { ...PRODUCTION, DATABASE_URL: undefined };
    expect(problemsOf(env)['DATABASE_URL']).toContain('ALLOW_SQLITE_IN_PRODUCTION=yes');
    expect(readConfig({ ...env, ALLOW_SQLITE_IN_PRODUCTION: 'yes' }).databaseUrl).toBeUndefined();
  });

  test('takes http on loopback alone', () => {
    expect(problemsOf({ ...PRODUCTION, SITE_URL: 'http://example.org' })['SITE_URL']).toContain('not https');
    expect(readConfig({ ...PRODUCTION, SITE_URL: 'http://localhost:8080' }).siteUrl).toBe(
      'http://localhost:8080',
    );
  });
});

test('docs/configuration.md names exactly these variables, with their defaults and examples', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../docs/configuration.md'), 'utf8');
  const rows = [...page.matchAll(/^\| *`([A-Z0-9_]+)` *\| ([^|]+) \| ([^|]+) \|/gm)];
  const documented = Object.fromEntries(
    rows.map(([, name = '', byDefault = '', example = '']) => [
      name,
      { default: plain(byDefault), example: plain(example) },
    ]),
  );
  expect(documented).toEqual(VARIABLES);
});

function plain(cell: string): string {
  return cell.replaceAll('`', '').trim();
}

describe('a target on S3', () => {
  test('is a bucket, a prefix and a service, by standard that of AWS', () => {
    expect(readConfig({ TARGET: 's3://site' }).target).toEqual({
      kind: 's3',
      folder: resolve('var/target-s3'),
      place: {
        bucket: 'site',
        prefix: '',
        endpoint: undefined,
        region: 'us-east-1',
        forcePathStyle: false,
        credentials: undefined,
      },
    });
  });

  test('belongs to the environment that APP_ENV names', () => {
    expect(readConfig({ APP_ENV: 'staging', TARGET: 'disk:/srv/www' }).target).toEqual({
      kind: 'disk',
      root: '/srv/www',
      appEnv: 'staging',
    });
    expect(Object.keys(problemsOf({ APP_ENV: 'Staging 2' }))).toEqual(['APP_ENV']);
  });

  test('may have media beside it', () => {
    const { mediaStore } = readConfig({ TARGET: 's3://site/public', MEDIA_STORE: 's3://site/media' });
    expect(mediaStore).toMatchObject({
      kind: 's3',
      folder: resolve('var/media-s3'),
      place: { bucket: 'site', prefix: 'media/' },
    });
  });

  test('may take the bytes of media straight from browsers', () => {
    const env = { MEDIA_STORE: 's3://site/media', MEDIA_DIRECT_UPLOADS: 'yes' };
    expect(readConfig(env).mediaDirectUploads).toBe(true);
  });

  test('may be a service of one’s own, with a prefix and keys', () => {
    const env = {
      TARGET: 's3://sites/example/public/',
      S3_ENDPOINT: 'https://s3.example.net/',
      S3_REGION: 'local',
      S3_ACCESS_KEY_ID: 'key',
      S3_SECRET_ACCESS_KEY: 'hidden',
    };
    expect(readConfig(env).target).toMatchObject({
      place: {
        bucket: 'sites',
        prefix: 'example/public/',
        endpoint: 'https://s3.example.net',
        region: 'local',
        forcePathStyle: true,
        credentials: { accessKeyId: 'key', secretAccessKey: 'hidden' },
      },
    });
  });

  test.each([
    [{ TARGET: 's3://' }, 'TARGET'],
    [{ TARGET: 's3://Upper' }, 'TARGET'],
    [{ TARGET: 's3://site/a//b' }, 'TARGET'],
    [{ TARGET: 's3://site/../b' }, 'TARGET'],
    [{ TARGET: 's3://site', S3_ENDPOINT: 'somewhere' }, 'S3_ENDPOINT'],
    [{ TARGET: 's3://site', S3_FORCE_PATH_STYLE: 'maybe' }, 'S3_FORCE_PATH_STYLE'],
    [{ TARGET: 's3://site', S3_ACCESS_KEY_ID: 'key' }, 'S3_SECRET_ACCESS_KEY'],
    [{ TARGET: 's3://site', S3_SECRET_ACCESS_KEY: 'hidden' }, 'S3_ACCESS_KEY_ID'],
    [{ TARGET: 's3://site', MEDIA_STORE: 's3://site/media' }, 'MEDIA_STORE'],
    [{ TARGET: 's3://site/a', MEDIA_STORE: 's3://site' }, 'MEDIA_STORE'],
  ])('%j is refused', (env, name) => {
    expect(Object.keys(problemsOf(env))).toEqual([name]);
  });
});
