import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../server/config.ts';

const ROOT = join(import.meta.dirname, '../..');

const serviceSchema = z.looseObject({
  ports: z.array(z.string()).optional(),
  expose: z.array(z.string()).optional(),
  networks: z.array(z.string()).optional(),
  secrets: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
});
const composeSchema = z.looseObject({ services: z.record(z.string(), serviceSchema) });

const PROXIED = { STILLPRESS_PROTOCOL: '$$http_x_forwarded_proto' };
const BEHIND_PROXY = './deploy/caddy/behind-proxy.conf:/etc/nginx/conf.d/behind-proxy.conf:ro';

function readCompose(file: string) {
  return composeSchema.parse(parse(readFileSync(join(ROOT, file), 'utf8'), { merge: true }));
}

test('the one for Coolify is docker-compose.yml, but for nginx, which its proxy alone reaches', () => {
  const [own, variant] = ['docker-compose.yml', 'deploy/coolify/docker-compose.yml'].map(readCompose);
  const { nginx: ownNginx, ...others } = own?.services ?? {};
  const { nginx, ...sameOthers } = variant?.services ?? {};
  expect(sameOthers).toEqual(others);
  expect({ ...variant, services: null }).toEqual({ ...own, services: null });
  const { ports: _, ...withoutPorts } = ownNginx ?? {};
  expect(nginx).toEqual({
    ...withoutPorts,
    expose: ['80'],
    environment: { ...ownNginx?.environment, ...PROXIED },
    volumes: expect.arrayContaining([...(ownNginx?.volumes ?? []), BEHIND_PROXY]) as unknown,
  });
});

test('with Caddy, nothing else publishes a port, and it reaches nginx alone', () => {
  const text = readFileSync(join(ROOT, 'deploy/caddy/docker-compose.yml'), 'utf8');
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  expect(document.getIn(['services', 'nginx', 'ports'], true)).toMatchObject({ tag: '!reset', items: [] });
  const { services } = composeSchema.parse(document.toJS());
  expect(Object.keys(services)).toEqual(['nginx', 'caddy']);
  expect(services['nginx']).toMatchObject({ environment: PROXIED, volumes: [BEHIND_PROXY] });
  expect(services['caddy']).toMatchObject({
    networks: ['front'],
    ports: ['80:80', '443:443', '443:443/udp'],
  });
  expect(readFileSync(join(ROOT, 'deploy/caddy/Caddyfile'), 'utf8')).toContain('reverse_proxy nginx:80');
});

test('with TLS by nginx itself, certbot reaches the places where nginx looks, and nothing else publishes a port', () => {
  const { services } = readCompose('deploy/tls/docker-compose.yml');
  expect(Object.keys(services)).toEqual(['nginx', 'certbot']);
  const tls = readFileSync(join(ROOT, 'nginx/tls/tls.conf'), 'utf8');
  const placesOf = (name: string) =>
    (services[name]?.volumes ?? []).map((mount) => mount.split(':')[1] ?? '');
  for (const place of ['/etc/stillpress/tls', '/var/lib/stillpress-challenges']) {
    expect(tls).toContain(place);
    for (const name of ['nginx', 'certbot']) expect(placesOf(name)).toContain(place);
  }
  const mounts = Object.values(services).flatMap(({ volumes = [] }) => volumes);
  const files = mounts.flatMap((mount) => (mount.startsWith('./') ? [mount.split(':')[0] ?? ''] : []));
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(services['nginx']).toMatchObject({
    ports: ['443:443'],
    environment: { STILLPRESS_LISTEN: '443 ssl http2' },
  });
  expect(services['certbot']?.ports).toBeUndefined();
});

describe('with an S3 service beside', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-s3-compose-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const { networks, services } = readCompose('deploy/s3/docker-compose.yml');
  const KEYS = {
    storage_root_key: '7d1f0a4c9e2b8d6f5a3c1e0b9d8f7a6c',
    storage_key: '0b9d8f7a6c7d1f0a4c9e2b8d6f5a3c1e',
  };
  for (const [name, key] of Object.entries(KEYS)) writeFileSync(join(folder, name), key);

  test('nothing else publishes a port, and only those that use it reach it', () => {
    const { nginx, ...others } = services;
    expect(Object.values(others).filter(({ ports }) => ports !== undefined)).toEqual([]);
    expect(networks).toEqual({ storage: { internal: true } });
    for (const name of ['storage', 'buckets']) expect(services[name]?.networks).toEqual(['storage']);
    expect(nginx?.networks).toEqual(['front', 'storage']);
  });

  test('its own key is given to the job that makes buckets alone, and web and worker wait for that', () => {
    const given = Object.entries(services).filter(([, { secrets = [] }]) =>
      secrets.includes('storage_root_key'),
    );
    expect(given.map(([name]) => name)).toEqual(['storage', 'buckets']);
    expect(services['buckets']?.depends_on).toEqual({ storage: { condition: 'service_healthy' } });
    for (const name of ['web', 'worker'])
      expect(services[name]?.depends_on).toEqual({
        buckets: { condition: 'service_completed_successfully' },
      });
  });

  test('web and worker get one configuration, with pages and media in buckets', () => {
    const own = readCompose('docker-compose.yml').services['web']?.environment ?? {};
    const environment = Object.entries(services['web']?.environment ?? {}).map(([name, value]) => [
      name,
      value.replace('/run/secrets', folder).replace(/^\$\{BACKUP_TO:-(.*)\}$/, '$1'),
    ]);
    expect(services['worker']).toEqual(services['web']);
    expect(Object.keys(own)).toContain('S3_SECRET_ACCESS_KEY');
    const config = readConfig({ S3_SECRET_ACCESS_KEY: '', ...Object.fromEntries(environment) });
    const place = {
      endpoint: 'http://storage:7070',
      forcePathStyle: true,
      credentials: { accessKeyId: 'stillpress', secretAccessKey: KEYS.storage_key },
    };
    expect(config).toMatchObject({
      target: { kind: 's3', place: { bucket: 'site', ...place } },
      mediaStore: { kind: 's3', place: { bucket: 'media', ...place } },
      backup: { place: { kind: 's3', place: { bucket: 'backups', ...place } } },
    });
  });

  test('nginx gets each variable that the template of a bucket asks for', () => {
    const template = readFileSync(join(ROOT, 'nginx/s3/default.conf.template'), 'utf8');
    const asked = Array.from(template.matchAll(/\$\{(STILLPRESS_[A-Z_]+)\}/g), ([, name]) => name);
    const own = readCompose('docker-compose.yml').services['nginx']?.environment;
    expect(Object.keys({ ...own, ...services['nginx']?.environment })).toEqual(expect.arrayContaining(asked));
    expect(services['nginx']?.volumes).toContain(
      './nginx/s3/default.conf.template:/etc/nginx/templates/default.conf.template:ro',
    );
  });

  /** In place of the service's command line: writes down what it is told, and lists what there is. */
  function makeBuckets(there: { users: string; buckets: string }): string[] {
    const told = join(folder, 'told');
    writeFileSync(told, '');
    writeFileSync(
      join(folder, 'versitygw'),
      `#!/bin/sh\ncase "$2" in list-users) echo '${there.users}' ;; list-buckets) echo '${there.buckets}' ;; *) echo "$@" >> ${told} ;; esac\n`,
    );
    chmodSync(join(folder, 'versitygw'), 0o755);
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, SECRETS: folder };
    execFileSync('sh', [join(ROOT, 'deploy/s3/make-buckets.sh')], { env, stdio: 'pipe' });
    return readFileSync(told, 'utf8').trim().split('\n');
  }

  test('the job makes what is not there yet, and takes over a key that was changed', () => {
    const user = `--access stillpress --secret ${KEYS.storage_key} --role user`;
    expect(makeBuckets({ users: '', buckets: '' })).toEqual([
      `admin create-user ${user}`,
      'admin create-bucket --owner stillpress --bucket site --acl public-read --object-ownership BucketOwnerPreferred',
      'admin create-bucket --owner stillpress --bucket media',
      'admin create-bucket --owner stillpress --bucket backups',
    ]);
    expect(makeBuckets({ users: 'stillpress  user  0', buckets: 'site  stillpress' })).toEqual([
      `admin update-user ${user}`,
      'admin create-bucket --owner stillpress --bucket media',
      'admin create-bucket --owner stillpress --bucket backups',
    ]);
  });

  test('the job says which key is missing in .env', () => {
    writeFileSync(join(folder, 'storage_key'), '');
    expect(() => makeBuckets({ users: '', buckets: '' })).toThrow('Set STORAGE_KEY in .env');
    writeFileSync(join(folder, 'storage_key'), KEYS.storage_key);
  });
});
