import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApiClient, type ApiClient } from '../../../model/api/client.ts';
import { createAccountMail } from '../../../server/mail/account-mail.ts';
import { appendAudit } from '../../../server/store/audit.ts';
import { hasUnsequencedEvents } from '../../../server/store/sequence-events.ts';
import { ask } from '../../support/ask.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { freePort } from '../../support/free-port.ts';
import { runCommand, startCommand } from './run-stillpress.ts';
import type { RunningCommand } from './run-stillpress.ts';

const TIMEOUT_MS = 120_000;
const OWNER = { email: 'owner@example.org', name: 'Owner', password: 'correct horse battery staple' };

/** As docker-compose.yml runs them: one database, two processes with data folders of their own, one folder of public files. */
describe.skipIf(!DIALECTS.includes('postgres'))(
  'web and worker on one PostgreSQL',
  { timeout: TIMEOUT_MS },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'stillpress-roles-'));
    let database: TestDatabase;
    let shared: Record<string, string>;
    let web: RunningCommand | null = null;
    let worker: RunningCommand | null = null;
    let webPort: number;
    let workerPort: number;
    let owner: ApiClient;

    beforeAll(async () => {
      database = await openTestDatabase('postgres', { migrated: false });
      [webPort, workerPort] = [await freePort(), await freePort()];
      owner = createApiClient({ baseUrl: `http://127.0.0.1:${webPort}` });
      for (const name of ['web', 'worker']) mkdirSync(join(folder, name));
      shared = {
        NODE_ENV: 'production',
        DATABASE_URL: database.databaseUrl ?? '',
        SITE_URL: `http://localhost:${webPort}`,
        TARGET: `disk:${join(folder, 'public')}`,
        SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
      };
    });

    afterAll(async () => {
      for (const command of [web, worker]) {
        command?.signal('SIGKILL');
        await command?.ended;
      }
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const webEnv = () => ({ ...shared, PORT: String(webPort), DATA_DIR: join(folder, 'web') });
    const workerEnv = () => ({ ...shared, PORT: String(workerPort), DATA_DIR: join(folder, 'worker') });

    test('neither starts on a database that nobody has migrated', async () => {
      for (const [role, env] of [
        ['web', webEnv()],
        ['worker', workerEnv()],
      ] as const) {
        const { code, stderr } = await runCommand([role], env);
        expect({ role, code }).toEqual({ role, code: 4 });
        expect(stderr).toContain('stillpress migrate up');
      }
    });

    test('after the migration both start; a role answers what is its own', async () => {
      expect((await runCommand(['migrate', 'up'], webEnv())).code).toBe(0);
      web = startCommand(['web'], webEnv());
      worker = startCommand(['worker'], workerEnv());
      await Promise.all([web.untilPrinted('"msg":"started"'), worker.untilPrinted('"msg":"started"')]);
      for (const port of [webPort, workerPort])
        expect((await ask(port, '/readyz')).text).toContain('"status":"ready"');
      expect((await ask(workerPort, '/api/v1/openapi.json')).status).toBe(404);
      expect((await ask(webPort, '/api/v1/openapi.json')).status).toBe(200);
    });

    test('web says once that it does not see the pages, whose links it cannot look at', () => {
      expect(web?.stdout().match(/LINK_GATE finds nothing here/g)).toHaveLength(1);
      expect(worker?.stdout()).not.toContain('LINK_GATE');
    });

    test('the worker does the jobs, and gives what the audit says its place', async () => {
      const now = new Date().toISOString();
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const link = 'https://example.org/admin/reset?token=abc';
      await database.database.write(async (tx) => {
        const order = { to: 'ada@example.org', locale: 'en', now, correlationId: 'request-7' } as const;
        await createAccountMail().sendReset(tx, { ...order, link, expiresAt });
        const what = { at: now, actorId: null, action: 'test', subject: 'test', correlationId: null };
        await appendAudit(tx, { ...what, details: {} });
      });
      await worker?.untilPrinted(link);
      expect(worker?.stdout()).toContain('"correlationId":"request-7"');
      await vi.waitFor(async () => expect(await hasUnsequencedEvents(database.database.db)).toBe(false), {
        timeout: TIMEOUT_MS,
      });
    });

    test('every line of their output is one of JSON', () => {
      for (const command of [web, worker])
        for (const line of command?.stdout().trim().split('\n') ?? [])
          expect(() => JSON.parse(line)).not.toThrow();
    });

    test('what is published through the one is released by the other', async () => {
      const { url } = JSON.parse((await runCommand(['owner-link', '--json'], webEnv())).stdout) as {
        url: string;
      };
      const token = new URL(url).searchParams.get('token') ?? '';
      await owner.acceptOwnerLink({ body: { ...OWNER, token } });
      const content = { title: 'From afar', slug: 'from-afar' };
      const created = await owner.createEntry({ body: { collection: 'pages', content } });
      const { draft, id } = created.body;

      const preview = await owner.previewDraft({ entryId: id });
      expect(await ask(webPort, preview.location ?? '')).toMatchObject({
        status: 200,
        text: expect.stringContaining('From afar'),
      });

      const published = await owner.publishEntry({ id, ifMatch: draft.versionId });
      expect(published.status).toBe(202);
      await untilPublic('/from-afar/');
      // Visitors see a release a moment before its line is written.
      await worker?.untilPrinted(`"correlationId":"${published.correlationId}"`);
    });

    test('web says how the worker is doing', async () => {
      expect((await owner.readPublishingStatus()).body).toEqual({
        isPublishing: true,
        templateBuild: expect.stringMatching(/^[0-9a-f]{20}$/),
        templateProblem: null,
        problem: null,
        alarms: [],
        schedules: { armed: 0, blocked: 0, lastLatenessMs: null, maxLatenessMs: null, nextDueAt: null },
      });
    });

    test('web tells how each part is, the process that leads included', async () => {
      const { body } = await owner.readHealth();
      const parts = Object.fromEntries(body.components.map(({ component, ...found }) => [component, found]));
      expect(parts).toMatchObject({
        database: { says: expect.stringContaining('superuser') },
        migrations: { state: 'ok' },
        queue: { state: 'ok' },
        publisher: { state: 'ok', says: expect.stringMatching(/^runs as .+:\d+, nothing waits$/) },
        target: { state: 'ok' },
        backups: { state: 'warn', todo: expect.stringContaining('BACKUP_TO') },
      });
      expect(body.state).toBe('warn');
    });

    test('a page is not published where a template without parameters stands', async () => {
      const content = { title: 'Blog', slug: 'blog' };
      const { draft, id } = (await owner.createEntry({ body: { collection: 'pages', content } })).body;
      const refusal = await owner
        .publishEntry({ id, ifMatch: draft.versionId })
        .catch((error: unknown) => error);
      expect(refusal).toMatchObject({ status: 409, code: 'path-reserved', problem: { path: '/blog/' } });
    });

    test('what would publish to the same target stands by, or is refused where it would have to answer too', async () => {
      const env = { ...workerEnv(), PORT: String(await freePort()) };
      const second = startCommand(['worker'], env);
      await second.untilPrinted('this process stands by');
      second.signal('SIGTERM');
      expect(await second.ended).toEqual({ code: 0, signal: null });
      const { code, stderr } = await runCommand(['start'], env);
      expect(code).toBe(5);
      expect(stderr).toContain('code: publisher-busy');
    });

    test('rebuild from elsewhere is done by the worker', async () => {
      const { code, stdout } = await runCommand(['rebuild', '--json'], webEnv());
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ reason: 'rebuild' });
    });

    test('the site is still answered by web while the worker is down, and SIGTERM ends each in order', async () => {
      worker?.signal('SIGTERM');
      expect(await worker?.ended).toEqual({ code: 0, signal: null });
      expect((await ask(webPort, '/from-afar/')).status).toBe(200);
      const kept = connect(webPort, '127.0.0.1');
      await once(kept, 'connect');
      web?.signal('SIGTERM');
      // On a connection that is kept it could still be asked something.
      await expect.poll(async () => await readiness(webPort)).toEqual([503, 'shutting-down']);
      kept.destroy();
      expect(await web?.ended).toEqual({ code: 0, signal: null });
    });

    async function untilPublic(path: string): Promise<void> {
      for (let attempt = 0; attempt < 300; attempt += 1) {
        if ((await ask(webPort, path)).status === 200) return;
        await sleep(100);
      }
      throw new Error(`${path} did not become public:\n${worker?.stdout()}`);
    }
  },
);

async function readiness(port: number) {
  const { status, text } = await ask(port, '/readyz');
  const { checks } = JSON.parse(text) as { checks: { start: { reason?: string } } };
  return [status, checks.start.reason];
}
