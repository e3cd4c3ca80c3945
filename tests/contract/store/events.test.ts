import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendAudit } from '../../../server/store/audit.ts';
import { sealAudit } from '../../../server/store/audit-chain.ts';
import { openDatabase } from '../../../server/store/database.ts';
import {
  appendEvent,
  deleteOldEvents,
  findEvent,
  readEventsAfter,
  readNewestEvent,
} from '../../../server/store/events.ts';
import { newId } from '../../../server/store/new-id.ts';
import { finishRelease, insertRelease, settleReleases } from '../../../server/store/releases.ts';
import { hasUnsequencedEvents, sequenceEvents } from '../../../server/store/sequence-events.ts';
import { ROOT } from '../../runner/run-program.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';

const AT = '2026-03-01T08:00:00.000Z';
const RELEASE = {
  publicationHash: 'a'.repeat(64),
  templateBuild: 'build-1',
  reason: 'publication',
  pagesRendered: 0,
  createdAt: AT,
  finishedAt: null,
  timings: {},
  correlationId: 'r',
  work: {},
} as const;
const NOBODY = { actorId: null, correlationId: null };

/** What concerns one person alone, or what no window shows. */
const NOT_TOLD = new Set([
  'content.migrate',
  'invite.create',
  'invite.withdraw',
  'job.retry',
  'sign-in-policy.change',
  'token.create',
  'token.delete',
  'user.add-passkey',
  'user.add-totp',
  'user.change-password',
  'user.end-sessions',
  'user.refuse-passkey',
  'user.remove-passkey',
  'user.remove-totp',
  'user.rename-passkey',
  'user.renew-recovery-codes',
  'user.reset-password',
  'user.reset-second-factors',
  'user.use-recovery-code',
  'webhook.change',
  'webhook.create',
  'webhook.delete',
  'webhook.disable',
  'webhook.rotate-secret',
]);

describe.each(DIALECTS)('the order of events on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  const release = (number: number, database = opened.database) =>
    database.write((tx) =>
      appendEvent(tx, { at: AT, kind: 'release.live', ...NOBODY, about: { release: number } }),
    );
  const audit = (action: string, subject: string, details: Record<string, unknown> = {}) =>
    opened.database.write((tx) => appendAudit(tx, { at: AT, action, subject, ...NOBODY, details }));
  const sequence = (database = opened.database) =>
    database.write((tx) => sequenceEvents(tx, { now: new Date().toISOString() }));
  const read = async (seq = 1) => (await readEventsAfter(opened.database.db, { seq, limit: 10_000 })).events;
  const isDue = () => hasUnsequencedEvents(opened.database.db);

  test('takes what the audit and the releases tell, in the order in which it was written', async () => {
    const [one, two] = [newId(), newId()];
    expect(await isDue()).toBe(false);
    await audit('entry.save', `entry:${one}`, { versionId: two, after: one, title: 'Secret' });
    await release(7);
    await audit('entry.publish', 'publication:3', { entryIds: [one, two] });
    await audit('user.change-role', `user:${one}`, { from: 'editor', to: 'admin' });
    await audit('role.change', `role:${two}`, { from: { name: 'Secret' }, to: { name: 'Secrets' } });
    await audit('something.new', 'entry:x');
    expect(await isDue()).toBe(true);
    expect(await read()).toEqual([]);
    await sequence();
    expect(await isDue()).toBe(false);
    const events = await read();
    expect(events.map(({ about, kind, seq }) => Object.assign({ seq, kind }, about))).toEqual([
      { seq: 2, kind: 'entry.saved', entryIds: [one], versionId: two },
      { seq: 3, kind: 'release.live', release: 7 },
      { seq: 4, kind: 'entry.published', entryIds: [one, two], publication: 3 },
      { seq: 5, kind: 'user.role-changed', userId: one },
      { seq: 6, kind: 'role.changed', roleId: two },
    ]);
  });

  test('tells of every change that the audit knows of', async () => {
    const actions = auditedActions().filter((action) => !NOT_TOLD.has(action));
    expect(actions.length).toBeGreaterThan(18);
    for (const action of actions) await audit(action, `entry:${newId()}`, { seq: 5 });
    await sequence();
    const events = await read();
    expect(events).toHaveLength(actions.length);
    expect(events.every(({ about }) => about.publication === 5)).toBe(true);
  });

  test('takes what another program has sealed without knowing of events', async () => {
    await audit('entry.create', `entry:${newId()}`);
    await opened.database.write((tx) => sealAudit(tx, { now: AT }));
    expect(await isDue()).toBe(true);
    await sequence();
    expect(await read()).toMatchObject([{ kind: 'entry.created' }]);
    await audit('entry.save', `entry:${newId()}`);
    await sequence();
    await sequence();
    expect(await read()).toMatchObject([{ kind: 'entry.created' }, { kind: 'entry.saved' }]);
  });

  test.skipIf(dialect === 'sqlite')('puts what is committed later after what was read', async () => {
    const written = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const slow = opened.database.write(async (tx) => {
      await appendAudit(tx, {
        at: AT,
        action: 'entry.save',
        subject: `entry:${newId()}`,
        ...NOBODY,
        details: {},
      });
      await appendEvent(tx, { at: AT, kind: 'release.live', ...NOBODY, about: { release: 1 } });
      written.resolve();
      await mayCommit.promise;
    });
    await written.promise;
    await release(2);
    await audit('entry.create', `entry:${newId()}`);
    await sequence();
    const first = await read();
    expect(first.map(({ kind }) => kind)).toEqual(['release.live', 'entry.created']);
    mayCommit.resolve();
    await slow;
    await sequence();
    expect((await read(first.at(-1)?.seq)).map(({ kind }) => kind)).toEqual(['entry.saved', 'release.live']);
  });

  test('tells what goes live, once, also where the publisher was killed before it could say so', async () => {
    const { database } = opened;
    const target = 'disk:/srv/public';
    const add = (seq: number) => database.write((tx) => insertRelease(tx, { ...RELEASE, target, seq }));
    const first = await add(3);
    await database.write((tx) => finishRelease(tx, { number: first, finishedAt: AT, timings: {} }));
    const killed = await add(4);
    const settle = () =>
      database.write((tx) => settleReleases(tx, { appliedNumber: killed, now: AT, target }));
    await settle();
    await settle();
    const never = await add(5);
    await settle();
    expect(never).toBeGreaterThan(killed);
    await sequence();
    expect((await read()).map(({ about, correlationId, kind }) => [kind, about, correlationId])).toEqual([
      ['release.live', { release: first, publication: 3 }, 'r'],
      ['release.live', { release: killed, publication: 4 }, 'r'],
    ]);
  });

  test('has no gap and nothing twice when several processes write, give places and read at once', async () => {
    const { databaseUrl, dataDir } = opened;
    const other = await openDatabase({ databaseUrl, dataDir });
    const seen: number[] = [];
    const over = new AbortController();
    const reading = (async () => {
      for (let upTo = 1; !over.signal.aborted || (await read(upTo)).length > 0;) {
        const events = await read(upTo);
        seen.push(...events.map(({ seq }) => seq));
        upTo = events.at(-1)?.seq ?? upTo;
      }
    })();
    const work = Array.from({ length: 40 }, async (_, index) => {
      const database = index % 2 === 0 ? opened.database : other;
      await (index % 3 === 0 ? audit('entry.save', `entry:${newId()}`) : release(index, database));
      await sequence(database);
    });
    await Promise.all(work);
    over.abort();
    await reading;
    await other.close();
    expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => index + 2));
    expect((await read()).length).toBe(40);
  });

  test('makes places for more than fit into one batch', async () => {
    const { database } = opened;
    await database.write(async (tx) => {
      for (let number = 1; number <= 1_200; number++)
        await appendEvent(tx, { at: AT, kind: 'release.live', ...NOBODY, about: { release: number } });
    });
    await sequence();
    const events = await read();
    expect(events.map(({ about }) => about.release)).toEqual(
      Array.from({ length: 1_200 }, (_, index) => index + 1),
    );
  });

  test('always has a newest one to go on from, and knows those alone that are not too old', async () => {
    const begun = await readNewestEvent(opened.database.db);
    expect(await findEvent(opened.database.db, begun)).toEqual(begun);
    await release(1);
    await release(2);
    await sequence();
    await release(3);
    const removed = await opened.database.write((tx) =>
      deleteOldEvents(tx, { before: '2999-01-01T00:00:00.000Z' }),
    );
    expect(removed).toBe(2);
    const newest = await readNewestEvent(opened.database.db);
    expect(newest.seq).toBe(3);
    expect(await findEvent(opened.database.db, newest)).toEqual(newest);
    expect(await findEvent(opened.database.db, begun)).toBeNull();
    // What has no place yet has been told nobody.
    await sequence();
    expect((await read(newest.seq)).map(({ about }) => about.release)).toEqual([3]);
  });
});

/** As the sources write them: `action: 'entry.save'`, and where an action is chosen. */
function auditedActions(): string[] {
  const folder = join(ROOT, 'server');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const texts = sources.map((file) => readFileSync(join(folder, file), 'utf8'));
  const audited = texts.filter((text) => /appendAudit|audit: \{/.test(text)).join('\n');
  const named = audited.matchAll(/(?:action: |auditOf\()'([a-z]+\.[a-z-]+)'|'([a-z]+\.[a-z-]+)': [a-z]/g);
  return [...new Set(Array.from(named, ([, one = '', other = '']) => one || other))];
}
