import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../server/config.ts';

const ROOT = join(import.meta.dirname, '../..');

const serviceSchema = z.object({
  command: z.array(z.string()).optional(),
  restart: z.string().optional(),
  user: z.string().optional(),
  ports: z.array(z.string()).optional(),
  networks: z.array(z.string()),
  secrets: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  volumes: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  healthcheck: z
    .object({ test: z.array(z.string()).optional(), disable: z.literal(true).optional() })
    .optional(),
});
const compose = z
  .object({
    services: z.record(z.enum(['postgres', 'migrate', 'web', 'worker', 'nginx']), serviceSchema),
    networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
    volumes: z.record(z.string(), z.null()),
    secrets: z.record(z.string(), z.object({ environment: z.string() })),
  })
  .parse(parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }));
const { services } = compose;

/** What `docker compose` would pass on with these variables in `.env`. */
function interpolate(text: string, variables: Record<string, string>): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, expression: string) => {
    const [, name = '', kind, rest = ''] = /^([A-Z_]+)(?::([-?])(.*))?$/.exec(expression) ?? [];
    const value = variables[name] ?? '';
    if (value === '' && kind === '?') throw new Error(rest);
    return value === '' ? rest : value;
  });
}

function environmentOf(
  name: 'web' | 'worker' | 'migrate',
  variables: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services[name].environment).map(([key, value]) => [
      key,
      inContainer(interpolate(value, variables)),
    ]),
  );
}

/** Where Compose puts the files of secrets. */
const secretsFolder = mkdtempSync(join(tmpdir(), 'stillpress-secrets-'));
afterAll(() => rmSync(secretsFolder, { recursive: true }));

function inContainer(path: string): string {
  return path.replace('/run/secrets', secretsFolder);
}

function writeSecrets(variables: Record<string, string>): void {
  for (const [name, { environment }] of Object.entries(compose.secrets))
    writeFileSync(join(secretsFolder, name), variables[environment] ?? '');
}

const ENV_FILE = {
  SITE_URL: 'https://example.org',
  POSTGRES_PASSWORD: '0f6f4f1fb1c9a8e7d6c5b4a39281706f5e4d3c2b1a09f8e7',
  SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
};

test('only nginx publishes a port', () => {
  const open = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
  expect(open.map(([name]) => name)).toEqual(['nginx']);
});

test('nginx cannot reach the database, and the database nothing outside', () => {
  expect(services.postgres.networks).toEqual(['database']);
  expect(services.nginx.networks).not.toContain('database');
  expect(compose.networks['database']).toEqual({ internal: true });
});

test('each start waits for the health of what it needs', () => {
  expect(services.migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  for (const name of ['web', 'worker'] as const)
    expect(services[name].depends_on).toMatchObject({
      migrate: { condition: 'service_completed_successfully' },
    });
  expect(services.nginx.depends_on).toEqual({ web: { condition: 'service_healthy' } });
  for (const name of ['postgres', 'web', 'nginx'] as const)
    expect(services[name].healthcheck).toHaveProperty('test');
});

test('the migration runs once and is not restarted', () => {
  expect(services.migrate).toMatchObject({ command: ['migrate', 'up'], restart: 'no' });
  for (const name of ['postgres', 'web', 'worker', 'nginx'] as const)
    expect(services[name].restart).toBe('unless-stopped');
});

test('without SITE_URL nothing starts, and a sentence says so', () => {
  expect(() => environmentOf('web', { ...ENV_FILE, SITE_URL: '' })).toThrow('Set SITE_URL to');
});

test.each([
  ['POSTGRES_PASSWORD', 'DATABASE_PASSWORD_FILE'],
  ['SESSION_KEYS', 'SESSION_KEYS_FILE'],
])('with an empty %s no process starts, and none has it in its environment', (name, path) => {
  writeSecrets({ ...ENV_FILE, [name]: '' });
  const environment = { ...imageEnvironment(), ...environmentOf('web', ENV_FILE) };
  const told = {
    details: { issues: expect.arrayContaining([expect.objectContaining({ path })]) as unknown },
  };
  expect(() => readConfig(environment)).toThrow(expect.objectContaining(told));
  expect(Object.values(environment).join(' ')).not.toContain(ENV_FILE.SESSION_KEYS);
});

test('whoever is given a secret is one of those that need it', () => {
  const given = Object.entries(services).map(([name, { secrets = [] }]) => [name, secrets]);
  const all = ['database_password', 'session_keys'];
  expect(Object.fromEntries(given)).toEqual({
    postgres: ['database_password'],
    migrate: all,
    web: all,
    worker: all,
    nginx: [],
  });
});

test('what the processes get is a production configuration', () => {
  writeSecrets(ENV_FILE);
  for (const name of ['web', 'worker', 'migrate'] as const) {
    const config = readConfig({ ...imageEnvironment(), ...environmentOf(name, ENV_FILE) });
    expect(config).toMatchObject({
      environment: 'production',
      databaseUrl: `postgres://stillpress:${ENV_FILE.POSTGRES_PASSWORD}@postgres:5432/stillpress`,
      sessionKeys: [ENV_FILE.SESSION_KEYS],
      host: '0.0.0.0',
      target: { kind: 'disk', root: '/srv/stillpress/public' },
      trustProxy: { kind: 'hops', hops: 1 },
    });
  }
});

test('only the worker writes the public files', () => {
  const access = Object.fromEntries(
    Object.entries(services).map(([name, { volumes = [] }]) => [
      name,
      volumes.find((mount) => mount.startsWith('public:')),
    ]),
  );
  expect(access).toEqual({
    postgres: undefined,
    migrate: undefined,
    web: 'public:/srv/stillpress/public:ro',
    worker: 'public:/srv/stillpress/public',
    nginx: 'public:/srv/stillpress/public:ro',
  });
});

test('web and worker write to one data folder, as one user', () => {
  const { DATA_DIR = '' } = imageEnvironment();
  const mounts = (['web', 'worker'] as const).map((name) =>
    services[name].volumes?.filter((mount) => mount.split(':')[1] === DATA_DIR),
  );
  expect(mounts).toEqual([[`data:${DATA_DIR}`], [`data:${DATA_DIR}`]]);
  expect(compose.volumes).toHaveProperty('data');
  for (const name of ['web', 'worker'] as const) expect(services[name]).not.toHaveProperty('user');
  expect(environmentOf('web', ENV_FILE)).toEqual(environmentOf('worker', ENV_FILE));
});

test('nginx gets each variable that its templates ask for', () => {
  const folder = join(ROOT, 'nginx/templates');
  const templates = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const asked = new Set(
    [...templates.join('\n').matchAll(/\$\{(STILLPRESS_[A-Z_]+)\}/g)].map(([, name]) => name),
  );
  const given = Object.keys(services.nginx.environment).filter((name) => name.startsWith('STILLPRESS_'));
  expect(asked).toEqual(new Set(given));
});

test('what the image copies is in the repository and let through by .dockerignore', () => {
  const copied = dockerfile()
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
    .flatMap((line) => line.split(' ').slice(1, -1));
  const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  expect(copied.length).toBeGreaterThan(10);
  for (const path of copied) {
    const name = path.replace('./', '');
    expect(existsSync(join(ROOT, name)), `${name} exists`).toBe(true);
    expect(allowed).toContain(`!${name}`);
  }
});

test('the image runs as an ordinary user, without development packages, and can be checked', () => {
  const lines = dockerfile();
  expect(lines).toContain('USER node');
  expect(lines.some((line) => line.startsWith('RUN npm ci --omit=dev'))).toBe(true);
  expect(lines.some((line) => line.startsWith('HEALTHCHECK'))).toBe(true);
  expect(
    lines.filter((line) => line.startsWith('FROM')).every((line) => line.includes('node:24-trixie-slim')),
  ).toBe(true);
});

test('the image runs the program as the launcher does', () => {
  const launcher = readFileSync(join(ROOT, 'setup/stillpress.mjs'), 'utf8');
  const flags = [...launcher.matchAll(/'(--[^']+)'/g)].map(([, flag]) => flag);
  expect(flags.length).toBeGreaterThan(0);
  expect(dockerfile()).toContain(
    `ENTRYPOINT ${JSON.stringify(['node', ...flags, 'server/cli/stillpress.ts']).replaceAll(',', ', ')}`,
  );
  const settings = readFileSync(join(ROOT, 'setup/launch.mjs'), 'utf8').matchAll(
    /((?:MALLOC|UV)_\w+): '(\d+)'/g,
  );
  const environment = Object.fromEntries(Array.from(settings, ([, name, value]) => [name, value]));
  expect(Object.keys(environment)).toHaveLength(4);
  expect(imageEnvironment()).toMatchObject(environment);
});

function dockerfile(): string[] {
  return readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
}

function imageEnvironment(): Record<string, string> {
  const env = dockerfile().find((line) => line.startsWith('ENV ')) ?? '';
  return Object.fromEntries(
    [...env.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
}
