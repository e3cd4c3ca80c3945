import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seen } from '../../tests/contract/authoring/desk.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../tests/support/databases.ts';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import type { AuthoringContext } from '../authoring/authoring-context.ts';
import { createEntry } from '../authoring/create-entry.ts';
import type { EntryDetails } from '../authoring/entry-details.ts';
import { fireSchedule } from '../authoring/fire-schedule.ts';
import { publishEntries } from '../authoring/publish-entries.ts';
import { schedulePublication } from '../authoring/schedule-publication.ts';
import { eraseReasons } from '../store/schedules.ts';
import { commandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';

/** Further away than this test is going to be run. */
const NINE = { localTime: '2090-06-01T09:00', timeZone: 'Europe/Berlin' };
const NINE_AT = '2090-06-01T07:00:00.000Z';
const UNKNOWN = '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10';

describe.each(DIALECTS)('stillpress schedule on %s', (dialect) => {
  let opened: TestDatabase;

  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  const run = (...args: string[]) => {
    const { databaseUrl, dataDir } = opened;
    const env = { DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) };
    return runCommandLine(args, env);
  };
  const schedule = (...args: string[]) => run('schedule', ...args);
  const move = (id: string, at: string, ...more: string[]) =>
    schedule('move', id, '--at', at, '--zone', 'Europe/Berlin', ...more);

  async function post(title: string, { isPublic = false } = {}): Promise<EntryDetails> {
    const { call, context } = commandContext(opened.database);
    const content = { title, slug: title.toLowerCase() };
    const entry = await createEntry(context, { ...call, collection: 'posts', locale: 'en', content });
    const entries = [{ entryId: entry.id, expectedVersionId: entry.draft.versionId }];
    if (isPublic) await publishEntries(context, { ...call, entries });
    return entry;
  }
  async function arm(
    { published = [], withdrawn = [] }: { published?: EntryDetails[]; withdrawn?: EntryDetails[] },
    at: { localTime: string; timeZone: string; repeated?: 'second' } = NINE,
  ): Promise<string> {
    const { call, context } = commandContext(opened.database);
    const items = [
      ...published.map((entry) => ({ action: 'publish' as const, ...seen(entry) })),
      ...withdrawn.map((entry) => ({ action: 'withdraw' as const, ...seen(entry) })),
    ];
    return (await schedulePublication(context, { ...call, at, items })).id;
  }
  /** By another clock than that of the commands. */
  async function fire(id: string, now: string, pages: Pick<AuthoringContext, 'foreseeDeadLinks'> = {}) {
    const { context } = commandContext(opened.database);
    return await fireSchedule({ ...context, ...pages, now: () => new Date(now) }, { id });
  }

  /** Without being run. */
  async function refused(...args: string[]): Promise<string> {
    const { code, err } = await schedule(...args);
    expect(code).toBe(EXIT.usage);
    return err;
  }

  test('publish and withdraw make schedules of the drafts as they are, all or none', async () => {
    const [fresh, other, old] = [
      await post('Fresh'),
      await post('Other'),
      await post('Old', { isPublic: true }),
    ];
    const at = ['--at', NINE.localTime, '--zone', NINE.timeZone];
    const made = await schedule('publish', fresh.id, other.id, ...at, '--json');
    expect(JSON.parse(made.out)).toMatchObject({
      state: 'armed',
      dueAt: NINE_AT,
      entries: [fresh, other].map(({ draft, id }) => ({
        action: 'publish',
        entryId: id,
        versionId: draft.versionId,
      })),
    });
    const withdrawal = await schedule('withdraw', old.id, ...at);
    expect(withdrawal.out).toContain(`withdraw    ${old.id}`);
    const { out: before } = await schedule('list');
    const failed = await schedule('publish', fresh.id, UNKNOWN, ...at);
    expect(failed.code).not.toBe(EXIT.ok);
    expect(await refused('publish', fresh.id, '--at', NINE.localTime)).toContain('--zone');
    expect((await schedule('list')).out).toBe(before);
  });

  test('list shows what is due first, what each one does, and what has become of it', async () => {
    expect(await schedule('list')).toEqual({ code: EXIT.ok, out: 'There are no such schedules.', err: '' });
    const [fresh, old] = [await post('Fresh'), await post('Old', { isPublic: true })];
    const later = await arm(
      { published: [fresh], withdrawn: [old] },
      { ...NINE, localTime: '2090-10-29T02:30' },
    );
    const blocked = await arm({ withdrawn: [fresh] });
    const { code, out } = await schedule('list');
    expect(code).toBe(EXIT.ok);
    const [head, first, second, ...others] = out.split('\n');
    expect(head).toMatch(/^schedule +state +due +local time +what +outcome$/);
    expect(first).toMatch(
      new RegExp(
        `^${blocked} +blocked +${NINE_AT} +2090-06-01T09:00:00 Europe/Berlin +withdraw 1 +"Fresh" is not public`,
      ),
    );
    expect(second).toMatch(
      new RegExp(
        `^${later} +armed +2090-10-29T00:30:00.000Z +2090-10-29T02:30:00 Europe/Berlin, the first of two +publish 1, withdraw 1$`,
      ),
    );
    expect(others).toEqual([]);
  });

  test('list is narrowed down, and is there as JSON', async () => {
    const [one, two] = [await post('One'), await post('Two')];
    const first = await arm({ published: [one] });
    const second = await arm({ published: [two] }, { ...NINE, localTime: '2090-06-02T09:00' });
    await schedule('cancel', second);
    const ids = async (...args: string[]): Promise<string[]> => {
      const { out } = await schedule('list', '--json', ...args);
      return (JSON.parse(out) as { schedules: { id: string }[] }).schedules.map(({ id }) => id);
    };
    expect(await ids()).toEqual([first, second]);
    expect(await ids('--limit', '1')).toEqual([first]);
    expect(await ids('--state', 'armed')).toEqual([first]);
    expect(await ids('--state', 'cancelled')).toEqual([second]);
    expect(await ids('--entry', two.id)).toEqual([second]);
    expect(await ids('--entry', 'no id at all')).toEqual([]);
    expect((await schedule('list', '--state', 'fired')).out).toBe('There are no such schedules.');
  });

  test('list refuses a state and a number that there are not', async () => {
    const state = await schedule('list', '--state', 'late');
    expect(state.code).toBe(EXIT.usage);
    expect(state.err).toContain('Allowed choices are armed, fired, blocked, cancelled.');
    const limit = await schedule('list', '--limit', 'many');
    expect(limit.code).toBe(EXIT.usage);
    expect(limit.err).toContain('It has to be a whole number from 1.');
  });

  test('show has the entries with their versions, and the ledger with every step', async () => {
    const [fresh, old] = [await post('Fresh'), await post('Old', { isPublic: true })];
    const id = await arm({ published: [fresh], withdrawn: [old] });
    await move(id, '2090-10-29T02:30', '--second');
    expect(await fire(id, '2090-10-29T01:30:02.500Z')).toBe('fired');
    const { code, out } = await schedule('show', id);
    expect(code).toBe(EXIT.ok);
    const [head, ledger = ''] = out.split('\nledger\n');
    expect(head?.split('\n')).toEqual([
      `schedule    ${id}`,
      'state       fired',
      'due         2090-10-29T01:30:00.000Z (2090-10-29T02:30:00 Europe/Berlin, the second of two)',
      'outcome     publication 2, 2500 ms after its time, late',
      `publish     ${fresh.id}, version ${fresh.draft.versionId}`,
      `withdraw    ${old.id}`,
    ]);
    expect(ledger.split('\n').map((line) => line.replace(/^ {2}\S+ {2}/, ''))).toEqual([
      'armed',
      'moved to 2090-10-29T01:30:00.000Z',
      'fired, 2500 ms after its time',
    ]);
    expect((await schedule('list')).out).toContain('publication 2, 2500 ms after its time, late');
    const json: unknown = JSON.parse((await schedule('show', id, '--json')).out);
    expect(json).toMatchObject({
      id,
      state: 'fired',
      ledger: [{ kind: 'armed' }, { kind: 'moved' }, { kind: 'fired' }],
    });
    expect((await run('status')).out).toMatch(
      /^schedules +0 armed, 0 blocked; the last one fired 2500 ms after its time, at most 2500 ms within a day$/m,
    );
  });

  test('show says why one is blocked, and once the words are erased, the code', async () => {
    const fresh = await post('Fresh');
    const id = await arm({ withdrawn: [fresh] });
    expect((await schedule('show', id)).out).toMatch(
      /^outcome {5}"Fresh" is not public.*\n(?:.*\n)*ledger\n {2}\S+ {2}armed\n {2}\S+ {2}blocked: "Fresh" is not public/m,
    );
    await opened.database.write((tx) => eraseReasons(tx, { entryId: fresh.id }));
    expect((await schedule('show', id)).out).toMatch(
      /^outcome {5}not-published\n(?:.*\n)*ledger\n {2}\S+ {2}armed\n {2}\S+ {2}blocked: not-published$/m,
    );
    expect((await run('status')).out).toMatch(/^schedules +0 armed, 1 blocked, the next one at 2090-06-01/m);
  });

  test('names the fields of a version that cannot be public, and what can be done since it is pinned', async () => {
    const { call, context } = commandContext(opened.database);
    const place = { collection: 'posts', locale: 'en' };
    const nameless = await createEntry(context, { ...call, ...place, content: { slug: 'nameless' } });
    const id = await arm({ published: [nameless] });
    const said =
      /The version that is scheduled cannot be published .*cancel this schedule, and schedule the mended draft\.$/m;
    const { out: listed } = await schedule('list');
    expect(listed).toMatch(said);
    expect(listed).toMatch(/^ {4}title: \S/m);
    const { out: shown } = await schedule('show', id);
    expect(shown).toMatch(said);
    expect(shown).toMatch(/^ {12}title: \S.*\n(?:.*\n)*ledger\n(?:.*\n)* {4}title: \S/m);
  });

  test('show names the links that it has left dead', async () => {
    const id = await arm({ withdrawn: [await post('Old', { isPublic: true })] });
    const dead = { path: '/blog/old/', anchor: null, from: ['/', '/about/'], isCut: true };
    expect(await fire(id, NINE_AT, { foreseeDeadLinks: () => Promise.resolve([dead]) })).toBe('fired');
    expect((await schedule('show', id)).out).toMatch(
      /^dead link {3}\/blog\/old\/ on \/, \/about\/ and more$/m,
    );
  });

  test('says so where all of it was public already', async () => {
    const old = await post('Old', { isPublic: true });
    const id = await arm({ published: [old] });
    expect(await fire(id, NINE_AT)).toBe('fired');
    expect((await schedule('show', id)).out).toContain('all was public already, 0 ms after its time\n');
  });

  test('move gives one another time, also one that is blocked, and prints it as it is now', async () => {
    const fresh = await post('Fresh');
    const id = await arm({ withdrawn: [fresh] });
    const moved = await move(id, '2090-06-01T10:00:30');
    expect(moved).toMatchObject({ code: EXIT.ok, err: '' });
    expect(moved.out).toContain('due         2090-06-01T08:00:30.000Z (2090-06-01T10:00:30 Europe/Berlin)');
    expect(moved.out).toContain('  moved to 2090-06-01T08:00:30.000Z\n');
    const json: unknown = JSON.parse((await move(id, '2090-06-01T11:00', '--json')).out);
    expect(json).toMatchObject({ id, dueAt: '2090-06-01T09:00:00.000Z', state: 'blocked' });
  });

  test('move says what is wrong with a time, and changes nothing', async () => {
    const id = await arm({ published: [await post('Fresh')] });
    const wrong = async (...args: string[]): Promise<string> => {
      const { code, err, out } = await schedule('move', id, ...args);
      expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
      expect(err).toMatch(/^stillpress: Nothing was scheduled\.\n(?:.*\n)* {2}code: invalid-input$/);
      return err;
    };
    const berlin = ['--zone', 'Europe/Berlin'];
    expect(await wrong('--at', 'tomorrow', ...berlin)).toContain(
      'at.time: "tomorrow" is not a time. Write it like "2026-10-25T09:30".',
    );
    expect(await wrong('--at', '2090-02-30T09:30', ...berlin)).toContain('"2090-02-30T09:30" is not a time.');
    expect(await wrong('--at', '2090-06-01T09:30Z', ...berlin)).toContain('is not a time.');
    expect(await wrong('--at', '2090-06-01T09:30', '--zone', '+02:00')).toContain(
      'at.timeZone: There is no time zone "+02:00". Name one such as "Europe/Berlin".',
    );
    expect(await wrong('--at', '2090-03-26T02:30', ...berlin)).toContain(
      'at.time: The clocks in Europe/Berlin never show 2090-03-26T02:30: they are put forward from 2090-03-26T01:59:59 to 2090-03-26T03:00:00. Choose a time before or after.',
    );
    expect(await wrong('--at', '2026-01-01T09:30', ...berlin)).toContain(
      'at.time: 2026-01-01T09:30 in Europe/Berlin is past (2026-01-01T08:30:00.000Z). Publish now, or choose a later time.',
    );
    const json: unknown = JSON.parse((await schedule('show', id, '--json')).out);
    expect(json).toMatchObject({ dueAt: NINE_AT, ledger: [{ kind: 'armed' }] });
  });

  test('cancel keeps one from firing', async () => {
    const id = await arm({ published: [await post('Fresh')] });
    expect(await schedule('cancel', id)).toEqual({
      code: EXIT.ok,
      out: `The schedule ${id} is cancelled.`,
      err: '',
    });
    expect(await fire(id, NINE_AT)).toBe('elsewhere');
    expect((await schedule('show', id)).out).toMatch(
      /^state {7}cancelled\n(?:.*\n)*ledger\n.* armed\n.* cancelled$/m,
    );
  });

  test('what has fired or was cancelled is neither moved nor cancelled any more', async () => {
    const [fired, cancelled] = [
      await arm({ published: [await post('One')] }),
      await arm({ published: [await post('Two')] }),
    ];
    await schedule('cancel', cancelled);
    expect(await fire(fired, NINE_AT)).toBe('fired');
    for (const attempt of [await move(fired, '2090-07-01T09:00'), await schedule('cancel', fired)])
      expect(attempt).toEqual({
        code: EXIT.failed,
        out: '',
        err: `stillpress: The schedule has fired at ${NINE_AT}: it cannot be changed any more. Make another one.\n  code: schedule-closed`,
      });
    for (const attempt of [await move(cancelled, '2090-07-01T09:00'), await schedule('cancel', cancelled)])
      expect(attempt).toEqual({
        code: EXIT.failed,
        out: '',
        err: 'stillpress: The schedule was cancelled: it cannot be changed any more. Make another one.\n  code: schedule-closed',
      });
  });

  test('one that there is not is named, with where to look', async () => {
    for (const id of [UNKNOWN, 'no id at all'])
      for (const attempt of [
        await schedule('show', id),
        await move(id, '2090-07-01T09:00'),
        await schedule('cancel', id),
      ])
        expect(attempt).toEqual({
          code: EXIT.failed,
          out: '',
          err: `stillpress: There is no schedule with the id "${id}". GET /api/v1/schedules lists those that there are, and so does "stillpress schedule list".\n  code: schedule-not-found`,
        });
  });

  test('what is left out is asked for', async () => {
    expect(await refused('show')).toContain("missing required argument 'id'");
    expect(await refused('cancel')).toContain("missing required argument 'id'");
    expect(await refused('move', UNKNOWN, '--zone', 'UTC')).toContain(
      "required option '--at <time>' not specified",
    );
    expect(await refused('move', UNKNOWN, '--at', '2090-07-01T09:00')).toContain(
      "required option '--zone <zone>' not specified",
    );
    expect(await refused('fire')).toContain("unknown command 'fire'");
  });
});
