import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');

const serviceSchema = z.looseObject({
  ports: z.array(z.string()).optional(),
  expose: z.array(z.string()).optional(),
  networks: z.array(z.string()).optional(),
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
