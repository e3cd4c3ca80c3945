import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reset } from '../../../server/accounts/account-mail.ts';
import { readConfig } from '../../../server/config.ts';
import { createEmbeddedEngine } from '../../../server/jobs/embedded-engine.ts';
import type { JobEngine } from '../../../server/jobs/job-engine.ts';
import { createLog } from '../../../server/log.ts';
import { createAccountMail } from '../../../server/mail/account-mail.ts';
import { sendMail } from '../../../server/mail/send-mail.ts';
import { listJobs } from '../../../server/store/job-records.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { freePort } from '../../support/free-port.ts';
import { startMailServer } from '../../support/mail-server.ts';
import type { MailServer } from '../../support/mail-server.ts';

const UNTIL = { timeout: 20_000, interval: 20 };
const LINK = 'https://example.org/admin/reset?token=the-secret-token';

const reset = (more: Partial<Reset> = {}): Reset => ({
  to: 'ada@example.org',
  locale: 'en',
  link: LINK,
  now: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  correlationId: 'request-1',
  ...more,
});

describe.each(DIALECTS)('mail about accounts, with jobs on %s', (dialect) => {
  let opened: TestDatabase;
  let engine: JobEngine | null;
  let server: MailServer | null;
  const lines: string[] = [];
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
    engine = null;
    server = null;
    lines.length = 0;
  });
  afterEach(async () => {
    await engine?.stop();
    await server?.close();
    await opened.close();
  });

  const start = (env: Record<string, string> = {}) => {
    const config = readConfig({
      SITE_URL: 'https://example.org',
      MAIL_FROM: '"Müller, The Daily" <news@example.org>',
      ...env,
    });
    engine = createEmbeddedEngine({
      database: opened.database,
      log: createLog({ logLevel: 'info' }, { write: (line) => void lines.push(line) }),
      handlers: [sendMail(config)],
      pollMs: 20,
      retryDelayMs: () => 50,
    });
    engine.start();
  };
  const startWith = (port: number, query = '') => start({ SMTP_URL: `smtp://127.0.0.1:${port}${query}` });
  const mail = createAccountMail();
  const ask = (more?: Partial<Reset>) => opened.database.write((tx) => mail.sendReset(tx, reset(more)));
  const jobs = () => listJobs(opened.database.db, { limit: 10 });
  const untilState = (state: string) =>
    vi.waitFor(async () => expect((await jobs()).map((job) => job.state)).toEqual([state]), UNTIL);

  test('is sent once, as text and HTML, from and to whom it should', async () => {
    server = await startMailServer();
    startWith(server.port);
    await ask();
    await untilState('done');
    expect(server.received).toHaveLength(1);
    expect(server.received).toMatchObject([{ from: 'news@example.org', to: ['ada@example.org'] }]);
    const raw = server.received[0]?.raw ?? '';
    expect(raw).toMatch(/^From: =\?UTF-8\?.*<news@example\.org>/m);
    expect(raw).toMatch(/^To: ada@example\.org/m);
    expect(raw).toMatch(/^Subject: A new password for example\.org/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(raw).toContain('text/plain');
    expect(raw).toContain('text/html');
    expect(raw.replaceAll('=\r\n', '')).toContain('token=3Dthe-secret-token');
    const [job] = await jobs();
    expect(raw).toContain(`Message-ID: <${job?.id}@example.org>`);
  });

  test('leaves its link nowhere once it is sent: neither in the table nor in the log', async () => {
    server = await startMailServer();
    startWith(server.port);
    await ask();
    await untilState('done');
    const rows = await opened.database.db.selectFrom('job').select('payload').execute();
    expect(rows.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([{}]);
    expect(lines.join('')).not.toContain('the-secret-token');
  });

  test('is not sent when what it tells of was not committed', async () => {
    const undone = opened.database.write(async (tx) => {
      await mail.sendReset(tx, reset());
      throw new Error('not after all');
    });
    await expect(undone).rejects.toThrow('not after all');
    expect(await jobs()).toEqual([]);
  });

  test('carries invitations and new sign-ins in the language of who reads them', async () => {
    server = await startMailServer();
    startWith(server.port);
    const { correlationId, expiresAt, now, to } = reset();
    const message = { to, now, correlationId, locale: 'de' } as const;
    await opened.database.write(async (tx) => {
      await mail.sendInvite(tx, {
        ...message,
        link: LINK,
        expiresAt,
        invitedBy: 'Grace\r\nBcc: eve@example.org',
      });
      await mail.sendNewSignIn(tx, { ...message, at: now, address: '192.0.2.7', userAgent: 'Firefox' });
    });
    await vi.waitFor(() => expect(server?.received).toHaveLength(2), UNTIL);
    const sent = server.received.map(({ raw }) => raw).join('\n');
    expect(sent).toContain('Subject: Ihre Einladung zu example.org');
    expect(sent).toContain('Subject: Eine neue Anmeldung bei example.org');
    expect(sent).not.toMatch(/^Bcc:/im);
    expect(server.received.flatMap((received) => received.to)).toEqual([to, to]);
  });

  test('waits for a server that is away, and is sent once that is back', async () => {
    const port = await freePort();
    startWith(port);
    await ask();
    await vi.waitFor(async () => {
      expect((await jobs())[0]).toMatchObject({ lastError: expect.stringContaining('ECONNREFUSED') });
    }, UNTIL);
    server = await startMailServer({ port });
    await untilState('done');
    expect(server.received).toHaveLength(1);
  });

  test('waits for a server that does not take it now', async () => {
    let refusals = 0;
    server = await startMailServer({
      onRcptTo: (_, __, done) =>
        refusals++ === 0 ? done(Object.assign(new Error('come back later'), { responseCode: 451 })) : done(),
    });
    startWith(server.port);
    await ask();
    await untilState('done');
    expect(refusals).toBe(2);
    expect(server.received).toHaveLength(1);
  });

  test('is dead at once where the server refuses the recipient for good', async () => {
    server = await startMailServer({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('no such mailbox'), { responseCode: 550 })),
    });
    startWith(server.port);
    await ask();
    await untilState('dead');
    expect((await jobs())[0]).toMatchObject({ attempts: 1, lastError: expect.stringContaining('refuses') });
    expect(lines.join('')).toContain('no such mailbox');
  });

  test('goes over TLS where the server offers it, and never around a certificate that nobody vouches for', async () => {
    server = await startMailServer({ disabledCommands: [] });
    startWith(server.port);
    await ask();
    await vi.waitFor(async () => {
      expect((await jobs())[0]).toMatchObject({ lastError: expect.stringMatching(/certificate/i) });
    }, UNTIL);
    expect(server.received).toEqual([]);
    await engine?.stop();
    startWith(server.port, '?tls.rejectUnauthorized=false');
    await untilState('done');
    expect(server.received).toMatchObject([{ isSecure: true }]);
  });

  test('signs in with the user and the password of SMTP_URL', async () => {
    const seen: unknown[] = [];
    server = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ password, username }, _, done) => {
        seen.push({ password, username });
        done(null, { user: username });
      },
    });
    start({ SMTP_URL: `smtp://cms:p%40ss@127.0.0.1:${server.port}` });
    await ask();
    await untilState('done');
    expect(seen).toEqual([{ username: 'cms', password: 'p@ss' }]);
  });

  test('is not sent once its link has expired', async () => {
    server = await startMailServer();
    startWith(server.port);
    await ask({ expiresAt: '2026-01-01T00:00:00.000Z' });
    await untilState('dead');
    expect((await jobs())[0]).toMatchObject({ lastError: expect.stringContaining('expired') });
    expect(server.received).toEqual([]);
  });

  test('goes to the log with its link where there is no mail server', async () => {
    start();
    await ask();
    await untilState('done');
    const line = lines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find(({ mailText }) => mailText);
    expect(line).toMatchObject({
      level: 'warn',
      to: 'ada@example.org',
      mailText: expect.stringContaining(LINK),
    });
  });
});
