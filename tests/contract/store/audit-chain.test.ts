import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAuditSealer } from '../../../server/operations/audit-sealer.ts';
import { sealAudit, verifyAudit } from '../../../server/store/audit-chain.ts';
import { appendAudit, eraseAuditDetails, searchAudit } from '../../../server/store/audit.ts';
import type { AuditRecord, AuditToken } from '../../../server/store/audit.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { migrateDown, migrateUp } from '../../../server/store/migrate.ts';
import { migrationStatus } from '../../../server/store/migrate.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';

const NOW = '2026-03-01T08:00:00.000Z';
const SECRET = 'a text that has to go';

describe.each(DIALECTS)('the chain of the audit on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  const append = (subject: string, details: Record<string, unknown> = {}, token: AuditToken | null = null) =>
    write({ subject, details, token });
  const write = (record: Partial<AuditRecord> & Pick<AuditRecord, 'subject'>) =>
    opened.database.write((tx) =>
      appendAudit(tx, {
        at: NOW,
        actorId: newId(),
        token: null,
        action: 'entry.save',
        correlationId: 'r',
        details: {},
        ...record,
      }),
    );
  const erase = (subject: string) =>
    opened.database.write((tx) => eraseAuditDetails(tx, { subject, now: NOW }));
  const seal = () => opened.database.write((tx) => sealAudit(tx, { now: new Date().toISOString() }));
  const verify = () => opened.database.read((tx) => verifyAudit(tx, { now: new Date().toISOString() }));
  const change = (statement: ReturnType<typeof sql>) => opened.database.write((tx) => statement.execute(tx));
  const idOf = async (subject: string) =>
    (await searchAudit(opened.database.db, { subject, limit: 1 }))[0]?.id;

  const fill = async () => {
    for (const subject of ['a', 'b', 'c', 'd'])
      await append(
        subject,
        { text: 'ä', list: [1, 2.5, null, { z: 1, a: 'x' }], big: 2 ** 53 - 1 },
        subject === 'c' ? { id: newId(), name: 'The build' } : null,
      );
    await seal();
  };

  test('is whole, sealed or not, and each row names the one before', async () => {
    expect(await verify()).toEqual({ isIntact: true, rows: 0, unsealed: 0, erased: 0 });
    await fill();
    await append('e');
    expect(await verify()).toEqual({ isIntact: true, rows: 5, unsealed: 1, erased: 0 });
    expect(await seal()).toEqual({ sealed: 1, refused: [] });
    const rows = await opened.database.db
      .selectFrom('audit')
      .select(['seq', 'subject', 'hash', 'previous_hash as previous'])
      .orderBy('seq')
      .execute();
    expect(rows.map(({ seq, subject }) => `${seq} ${subject}`)).toEqual(['1 a', '2 b', '3 c', '4 d', '5 e']);
    expect(rows.slice(1).map(({ previous }) => previous)).toEqual(rows.slice(0, -1).map(({ hash }) => hash));
    expect(await verify()).toMatchObject({ isIntact: true, unsealed: 0 });
  });

  test.each([
    ['action', sql`update audit set action = 'entry.read' where subject = 'b'`],
    ['subject', sql`update audit set subject = 'b', at = at where seq = 3`],
    ['time', sql`update audit set at = '2026-03-01T08:00:00.001Z' where subject = 'c'`],
    ['actor', sql`update audit set actor_id = null where subject = 'c'`],
    ['token', sql`update audit set token_id = null where subject = 'c'`],
    ['token’s name', sql`update audit set token_name = 'Another' where subject = 'c'`],
    ['missing token', sql`update audit set token_id = 'a', token_name = 'b' where subject = 'b'`],
    ['correlation id', sql`update audit set correlation_id = null where subject = 'c'`],
    ['details', sql`update audit set details = '{"text":"other"}' where subject = 'c'`],
    [
      'details by pretending an erasure',
      sql`update audit set details = '{}', erased_at = at where subject = 'c'`,
    ],
    ['hash', sql`update audit set hash = previous_hash where subject = 'c'`],
  ])('shows a row whose %s was altered', async (_, statement) => {
    await fill();
    const [b, c] = [await idOf('b'), await idOf('c')];
    await change(statement);
    const verdict = await verify();
    expect(verdict).toMatchObject({ isIntact: false, problem: expect.stringContaining('altered') });
    expect([b, c]).toContain(verdict.isIntact ? null : verdict.id);
  });

  test('shows a row that was removed, by the one that follows it', async () => {
    await fill();
    await change(sql`delete from audit where subject = 'b'`);
    expect(await verify()).toEqual({
      isIntact: false,
      seq: 3,
      id: await idOf('c'),
      problem: expect.stringMatching(/^Row 2 was removed/),
    });
  });

  test('shows the removal of the newest rows, and of all', async () => {
    await fill();
    await change(sql`delete from audit where subject = 'd'`);
    expect(await verify()).toMatchObject({
      isIntact: false,
      seq: 4,
      problem: expect.stringContaining('removed'),
    });
    await change(sql`delete from audit`);
    expect(await verify()).toMatchObject({ isIntact: false, seq: 1 });
  });

  test('shows a row that was inserted, which never gets a place in it', async () => {
    await fill();
    await change(sql`
      insert into audit (id, at, actor_id, action, subject, correlation_id, details, salt, record_hash)
      select 'f0000000-0000-7000-8000-000000000000', at, actor_id, action, 'z', correlation_id, details, salt, record_hash
      from audit where subject = 'a'`);
    await append('e');
    const inserted = { isIntact: false, id: 'f0000000-0000-7000-8000-000000000000', seq: null };
    expect(await verify()).toMatchObject({ ...inserted, problem: expect.stringContaining('inserted') });
    expect(await seal()).toEqual({ sealed: 1, refused: [inserted.id] });
    expect(await verify()).toMatchObject(inserted);
  });

  test('shows a row that was inserted without any hash', async () => {
    await change(sql`
      insert into audit (id, at, action, subject, details)
      values ('f0000000-0000-7000-8000-000000000000', ${NOW}, 'entry.save', 'z', '{}')`);
    expect(await verify()).toMatchObject({ isIntact: false, problem: expect.stringContaining('inserted') });
  });

  test('shows a row that was altered before it was sealed', async () => {
    await append('a');
    await change(sql`update audit set subject = 'b'`);
    expect(await verify()).toMatchObject({ isIntact: false, seq: null });
  });

  test('shows details that were erased by anything but a takedown, however well', async () => {
    await append('entry:1', { title: SECRET });
    await append('user:1', { role: 'owner' });
    await write({ subject: 'entry:1', action: 'entry.takedown' });
    await seal();
    await erase('user:1');
    expect(await verify()).toMatchObject({
      isIntact: false,
      id: await idOf('user:1'),
      problem: expect.stringContaining('no takedown'),
    });
  });

  test('holds when details are erased, sealed or not, and they are gone', async () => {
    await append('entry:1', { title: SECRET });
    await append('entry:2', { title: 'another' });
    await seal();
    await append('entry:1', { title: SECRET });
    await erase('entry:1');
    await write({ subject: 'entry:1', action: 'entry.takedown' });
    expect(await verify()).toEqual({ isIntact: true, rows: 4, unsealed: 2, erased: 2 });
    await seal();
    expect(await verify()).toEqual({ isIntact: true, rows: 4, unsealed: 0, erased: 2 });
    const found = await searchAudit(opened.database.db, { limit: 9 });
    expect(JSON.stringify(found)).not.toContain(SECRET);
    expect(found.filter(({ isErased }) => isErased)).toHaveLength(2);
    await change(sql`update audit set actor_id = null where subject = 'entry:1'`);
    expect(await verify()).toMatchObject({ isIntact: false });
  });

  test('is one chain when several processes append and seal at once', async () => {
    const { database, databaseUrl, dataDir } = opened;
    const other = await openDatabase({ databaseUrl, dataDir });
    const work = Array.from({ length: 60 }, async (_, index) => {
      await append(`entry:${index}`);
      const where = index % 2 === 0 ? database : other;
      if (index % 5 === 0) await where.write((tx) => sealAudit(tx, { now: NOW }));
    });
    await Promise.all(work);
    await seal();
    await other.close();
    expect(await verify()).toEqual({ isIntact: true, rows: 60, unsealed: 0, erased: 0 });
  });

  test('is sealed by one process at a time', async () => {
    const { databaseUrl, dataDir } = opened;
    const other = await openDatabase({ databaseUrl, dataDir });
    const begun = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = other.write(async (tx) => {
      await sealAudit(tx, { now: NOW });
      begun.resolve();
      await sleep(200);
      order.push('first');
    });
    await begun.promise;
    await append('a');
    await seal();
    order.push('second');
    await first;
    await other.close();
    expect(order).toEqual(['first', 'second']);
    expect(await verify()).toMatchObject({ isIntact: true, rows: 1, unsealed: 0 });
  });

  test('takes more rows at once than go into one statement', async () => {
    await opened.database.write(async (tx) => {
      for (let index = 0; index < 1_203; index++)
        await appendAudit(tx, {
          at: NOW,
          actorId: null,
          action: 'entry.save',
          subject: `entry:${index}`,
          correlationId: null,
          details: {},
        });
    });
    expect(await seal()).toEqual({ sealed: 1_203, refused: [] });
    expect(await verify()).toMatchObject({ isIntact: true, rows: 1_203, unsealed: 0 });
  });

  test('is made by whoever works, and told of rows from outside once', async () => {
    const errors: unknown[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void errors.push(line) });
    const sealer = createAuditSealer({ database: opened.database, log, intervalMs: 10 });
    sealer.start();
    await append('a');
    await vi.waitFor(async () => expect(await verify()).toMatchObject({ rows: 1, unsealed: 0 }), 15_000);
    await change(sql`
      insert into audit (id, at, action, subject, details)
      values ('f0000000-0000-7000-8000-000000000000', ${NOW}, 'entry.save', 'z', '{}')`);
    await vi.waitFor(() => expect(errors).toHaveLength(1), 15_000);
    await append('b');
    await sealer.stop();
    expect(
      await opened.database.db.selectFrom('audit').select('seq').where('subject', '=', 'b').execute(),
    ).toEqual([{ seq: 2 }]);
    expect(errors).toHaveLength(1);
  });

  test('begins with what was there before it, and takes rows of the old version for a day', async () => {
    const names = (await migrationStatus(opened.database)).map(({ name }) => name);
    const steps = names.length - names.indexOf('0012-audit-chain');
    await migrateDown(opened.database, { steps });
    const old = (subject: string) =>
      change(sql`
        insert into audit (id, at, action, subject, details)
        values (${newId()}, ${NOW}, 'entry.save', ${subject}, '{"a":1}')`);
    await old('before');
    await migrateUp(opened.database);
    await old('meanwhile');
    expect(await verify()).toMatchObject({ isIntact: true, rows: 2, unsealed: 2 });
    const aDayLater = new Date(Date.now() + 25 * 60 * 60_000).toISOString();
    expect(await opened.database.read((tx) => verifyAudit(tx, { now: aDayLater }))).toMatchObject({
      isIntact: false,
    });
    await seal();
    expect(await opened.database.read((tx) => verifyAudit(tx, { now: aDayLater }))).toMatchObject({
      isIntact: true,
      rows: 2,
      unsealed: 0,
    });
    await change(sql`update audit set details = '{"a":2}' where subject = 'before'`);
    expect(await verify()).toMatchObject({ isIntact: false, seq: 1 });
  });
});
