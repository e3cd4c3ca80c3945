import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask } from '../support/ask.ts';
import { requireComponent } from '../support/components.ts';
import { freePort } from '../support/free-port.ts';
import { swapLive, writeTree } from '../support/live-folder.ts';
import { nginxPath, startNginx, type TestNginx } from '../support/start-nginx.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 120_000 });

const SCRIPTS = join(import.meta.dirname, '../../nginx/tls');
const [openssl, pebble, certbot] = [
  requireComponent('openssl'),
  requireComponent('pebble'),
  requireComponent('certbot'),
];

describe.skipIf(nginxPath === null || openssl === null)('TLS by nginx itself', () => {
  let folder: string;
  let certificates: string;
  let challenges: string;
  let httpPort: number;
  let nginx: TestNginx;

  const runScript = (name: string, more: Record<string, string> = {}) => {
    const env = { ...process.env, STILLPRESS_CERTIFICATES: certificates, ...more };
    const { status, stderr } = spawnSync('sh', [join(SCRIPTS, name)], { env, encoding: 'utf8' });
    expect({ name, status, stderr }).toMatchObject({ name, status: 0 });
  };
  const reload = (): string => `kill -HUP ${nginx.processId}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stillpress-tls-'));
    await chmod(folder, 0o755);
    [certificates, challenges] = [join(folder, 'certificates'), join(folder, 'challenges')];
    await mkdir(challenges);
    httpPort = await freePort();
    runScript('first-certificate.sh');
    nginx = await startNginx({ webPort: await freePort(), tls: { certificates, challenges, httpPort } });
    await writeTree(join(nginx.targetRoot, 'tree-a'), { 'a/index.html': 'page a', '404.html': 'Lost' });
    await swapLive(nginx.targetRoot, 'tree-a');
  });

  afterAll(async () => {
    await nginx.stop();
    await rm(folder, { recursive: true });
  });

  /** What nginx shows to whoever comes now. */
  async function certificateNow(): Promise<PeerCertificate> {
    const socket = connect({ port: nginx.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const certificate = socket.getPeerCertificate();
    socket.destroy();
    return certificate;
  }

  /** The name in the certificate once it is another one than that. */
  async function subjectAfter(before: unknown): Promise<unknown> {
    return await vi.waitFor(async () => {
      const { CN } = (await certificateNow()).subject;
      if (CN === before) throw new Error(`It is still that of ${String(before)}`);
      return CN;
    }, 10_000);
  }

  /** As an authority would make it, where certbot would put it. */
  async function makeLineage(name: string): Promise<string> {
    const lineage = join(folder, name);
    await mkdir(lineage);
    const files = ['-keyout', join(lineage, 'privkey.pem'), '-out', join(lineage, 'fullchain.pem')];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    spawnSync(openssl ?? '', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files]);
    return lineage;
  }

  test('starts before there is a certificate, with one that nobody trusts, and leaves one that is there alone', async () => {
    expect((await certificateNow()).subject.CN).toBe('not-yet.invalid');
    const before = await readFile(join(certificates, 'fullchain.pem'), 'utf8');
    runScript('first-certificate.sh');
    expect(await readFile(join(certificates, 'fullchain.pem'), 'utf8')).toBe(before);
  });

  test('answers a challenge without TLS, and leads everything else to TLS, query kept', async () => {
    await mkdir(join(challenges, '.well-known/acme-challenge'), { recursive: true });
    await writeFile(join(challenges, '.well-known/acme-challenge/token_1-2'), 'token_1-2.thumbprint');
    expect(await ask(httpPort, '/.well-known/acme-challenge/token_1-2')).toMatchObject({
      status: 200,
      text: 'token_1-2.thumbprint',
    });
    expect((await ask(httpPort, '/.well-known/acme-challenge/other')).status).toBe(404);
    const { headers, status } = await ask(httpPort, '/caf%C3%A9/?x=1', { headers: { Host: 'example.org' } });
    expect({ status, location: headers.location }).toEqual({
      status: 301,
      location: 'https://example.org/caf%C3%A9/?x=1',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  test('speaks HTTP/2, and says that the site is never to be asked without TLS again', async () => {
    const session = connectHttp2(`https://127.0.0.1:${nginx.port}`, { rejectUnauthorized: false });
    const request = session.request({ ':path': '/a/' });
    const [headers] = (await once(request, 'response')) as [Record<string, unknown>];
    request.setEncoding('utf8');
    let text = '';
    for await (const part of request) text += String(part);
    const alpn = session.alpnProtocol;
    session.close();
    expect({ alpn, status: headers[':status'], text }).toEqual({ alpn: 'h2', status: 200, text: 'page a' });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('takes no version of TLS that is broken', async () => {
    const old = connect({
      port: nginx.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const [error] = (await once(old, 'error')) as [Error];
    expect(error.message).toMatch(/alert protocol version|unsupported protocol/i);
  });

  test('shows a renewed certificate once the hook of certbot has run', async () => {
    const before = (await certificateNow()).subject.CN;
    const RENEWED_LINEAGE = await makeLineage('renewed.example');
    runScript('install-certificate.sh', { RENEWED_LINEAGE, STILLPRESS_RELOAD: reload() });
    expect(await subjectAfter(before)).toBe('renewed.example');
  });

  test('shows it by itself, where certbot is in another container', async () => {
    const env = {
      ...process.env,
      STILLPRESS_CERTIFICATES: certificates,
      STILLPRESS_LOOK_SECONDS: '0.1',
      STILLPRESS_RELOAD: reload(),
    };
    const looking = spawn('sh', [join(SCRIPTS, 'reload-when-renewed.sh')], {
      env,
      detached: true,
      stdio: 'ignore',
    });
    try {
      await once(looking, 'exit');
      const before = (await certificateNow()).subject.CN;
      const RENEWED_LINEAGE = await makeLineage('elsewhere.example');
      runScript('install-certificate.sh', { RENEWED_LINEAGE, STILLPRESS_RELOAD: 'true' });
      expect(await subjectAfter(before)).toBe('elsewhere.example');
    } finally {
      process.kill(-(looking.pid ?? 0), 'SIGTERM');
    }
  });

  test.skipIf(pebble === null || certbot === null)(
    'gets its certificate from an authority by ACME, and the next one when that is due',
    async () => {
      const authority = await startAuthority({ folder, httpPort });
      const home = join(folder, 'certbot');
      const order = (...more: string[]) => {
        const hook = `sh ${join(SCRIPTS, 'install-certificate.sh')}`;
        const folders = ['config', 'work', 'logs'].flatMap((name) => [`--${name}-dir`, join(home, name)]);
        const account = ['--agree-tos', '--register-unsafely-without-email', '--server', authority.url];
        const how = [
          '--webroot',
          '--webroot-path',
          challenges,
          '--domain',
          'site.example',
          '--deploy-hook',
          hook,
        ];
        const own = { STILLPRESS_CERTIFICATES: certificates, STILLPRESS_RELOAD: reload() };
        const env = { ...process.env, ...own, REQUESTS_CA_BUNDLE: authority.certificate };
        const args = ['certonly', '--non-interactive', ...account, ...how, ...folders, ...more];
        const { status, stderr } = spawnSync(certbot ?? '', args, { env, encoding: 'utf8' });
        expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
      };
      try {
        order();
        await vi.waitFor(
          async () => expect((await certificateNow()).subjectaltname).toBe('DNS:site.example'),
          10_000,
        );
        const first = await certificateNow();
        expect(first.issuer.CN).toContain('Pebble');
        order('--keep-until-expiring');
        expect((await certificateNow()).serialNumber).toBe(first.serialNumber);
        order('--force-renewal');
        await vi.waitFor(
          async () => expect((await certificateNow()).serialNumber).not.toBe(first.serialNumber),
          10_000,
        );
        expect((await certificateNow()).subjectaltname).toBe('DNS:site.example');
      } finally {
        await authority.stop();
      }
    },
  );
});

type Authority = { url: string; certificate: string; stop(): Promise<void> };

/** Pebble, with name servers of its own that lead every name to this machine. */
async function startAuthority({
  folder,
  httpPort,
}: {
  folder: string;
  httpPort: number;
}): Promise<Authority> {
  const [port, managementPort, dnsPort, dnsManagementPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const [certificate, privateKey] = [join(folder, 'pebble.pem'), join(folder, 'pebble-key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', privateKey, '-out', certificate];
  spawnSync(openssl ?? '', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files]);
  const config = {
    pebble: {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${managementPort}`,
      certificate,
      privateKey,
      httpPort,
      tlsPort: await freePort(),
      ocspResponderURL: '',
      externalAccountBindingRequired: false,
    },
  };
  await writeFile(join(folder, 'pebble.json'), JSON.stringify(config));
  const names = spawn(
    `${pebble}-challtestsrv`,
    [
      '-defaultIPv4',
      '127.0.0.1',
      '-defaultIPv6',
      '',
      '-dns01',
      `127.0.0.1:${dnsPort}`,
      '-management',
      `127.0.0.1:${dnsManagementPort}`,
      '-http01',
      '',
      '-https01',
      '',
      '-tlsalpn01',
      '',
    ],
    { stdio: 'ignore' },
  );
  const server = spawn(
    pebble ?? '',
    ['-config', join(folder, 'pebble.json'), '-dnsserver', `127.0.0.1:${dnsPort}`],
    { stdio: 'ignore', env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' } },
  );
  await vi.waitFor(async () => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    socket.destroy();
  }, 20_000);
  return {
    url: `https://localhost:${port}/dir`,
    certificate,
    stop: async () => {
      for (const child of [names, server]) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
    },
  };
}
