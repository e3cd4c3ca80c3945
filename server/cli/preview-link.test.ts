import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPreviewLinkSchema, previewLinkListSchema } from '../../model/api/preview-link.ts';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { createCookieKeys } from '../api/cookie-keys.ts';
import { tokenInAddress } from '../api/preview/link-token.ts';
import { createPreviewLinkGuard } from '../accounts/preview-link-guard.ts';
import { createEntry } from '../authoring/create-entry.ts';
import type { EntryDetails } from '../authoring/entry-details.ts';
import { openPreviewLink } from '../authoring/open-preview-link.ts';
import { trashEntry } from '../authoring/trash-entry.ts';
import { openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { migrateUp } from '../store/migrate.ts';
import { newId } from '../store/new-id.ts';
import { commandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';

const DAY_MS = 24 * 60 * 60_000;
const KEY = 'a key of the tests that is long enough';
const NO_ID = '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10';
const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-preview-link-'));
let database: Database;

const run = (...args: string[]) =>
  runCommandLine(['preview-link', ...args], {
    DATA_DIR: dataDir,
    SESSION_KEYS: KEY,
    PREVIEW_ORIGIN: 'http://preview.example:4000',
  });

async function makeEntry(): Promise<EntryDetails> {
  const { call, context } = commandContext(database);
  return await createEntry(context, {
    ...call,
    collection: 'tags',
    locale: 'en',
    content: { name: 'Woods' },
  });
}

/** What somebody gets who opens the address. */
async function open(url: string, password: string | null = null) {
  const token = tokenInAddress({ keys: createCookieKeys([KEY]) }, new URL(url).pathname) ?? '';
  const guard = createPreviewLinkGuard(database);
  return await openPreviewLink(commandContext(database).context, {
    token,
    password,
    address: null,
    guard,
    isSeen: true,
  });
}

const links = async (id: string) =>
  previewLinkListSchema.parse(JSON.parse((await run('list', id, '--json')).out)).links;

function fileWith(text: string): string {
  const file = join(dataDir, newId());
  writeFileSync(file, text);
  return file;
}

beforeAll(async () => {
  database = await openDatabase({ dataDir });
  await migrateUp(database);
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

test('make prints the address alone, which opens the draft until its time', async () => {
  const { id } = await makeEntry();
  const { code, err, out } = await run('make', id, '--days', '2', '--label', 'The printers');
  expect({ code, err }).toEqual({ code: EXIT.ok, err: expect.stringMatching(/^It opens until 20/) });
  expect(out).toMatch(/^http:\/\/preview\.example:4000\/preview\/link\/[\w-]+\.[\w-]+$/);
  expect(await open(out)).toMatchObject({ kind: 'open', entryId: id, versionId: null });
  const [link] = await links(id);
  expect(link).toMatchObject({ label: 'The printers', createdBy: null, hasPassword: false, views: 1 });
  const days = (Date.parse(link?.expiresAt ?? '') - Date.parse(link?.createdAt ?? '')) / DAY_MS;
  expect(days).toBeCloseTo(2, 3);
});

test('make binds a link to a version, and asks for the password in the first line of a file', async () => {
  const { draft, id } = await makeEntry();
  const file = fileWith('a long pass phrase\nand nothing of this\n');
  const args = ['--version', String(draft.number), '--password-file', file, '--json'];
  const made = newPreviewLinkSchema.parse(JSON.parse((await run('make', id, ...args)).out));
  expect(made).toMatchObject({ versionId: draft.versionId, hasPassword: true });
  expect(await open(made.url)).toEqual({ kind: 'locked', isWrong: false });
  expect(await open(made.url, 'a long pass phrase\nand nothing of this')).toMatchObject({ isWrong: true });
  expect(await open(made.url, 'a long pass phrase')).toMatchObject({ kind: 'open', id: made.id });
});

test('list says what each is, and where none of them leads', async () => {
  const { id } = await makeEntry();
  expect((await run('list', id)).out).toBe('The entry has no preview links.');
  const { out: url } = await run('make', id, '--label', 'The printers');
  const { out } = await run('list', id);
  expect(out).toMatch(/^link +state +until +views +password +by +for$/m);
  expect(out).toMatch(/ open +20\S+Z +0 +no +the command line +The printers$/m);
  expect(out).not.toContain(url.slice(-20));
});

test('revoke ends a link by its id, or by its address', async () => {
  const { id } = await makeEntry();
  const { out: first } = await run('make', id);
  const { out: second } = await run('make', id);
  const [newest] = await links(id);
  const revoked = await run('revoke', newest?.id ?? '');
  expect(revoked).toMatchObject({
    code: EXIT.ok,
    out: `The preview link ${newest?.id} opens nothing any more.`,
  });
  expect(await open(second)).toEqual({ kind: 'ended' });
  expect(await open(first)).toMatchObject({ kind: 'open' });
  expect((await run('revoke', first)).code).toBe(EXIT.ok);
  expect(await open(first)).toEqual({ kind: 'ended' });
  // Once more changes nothing.
  expect((await run('revoke', first)).code).toBe(EXIT.ok);
});

describe('what is wrong is said', () => {
  test('of an entry that is not there, or in the trash', async () => {
    for (const args of [
      ['make', NO_ID],
      ['list', NO_ID],
      ['make', 'x'],
      ['make', NO_ID, '--version', '1'],
    ]) {
      const { code, err, out } = await run(...args);
      expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
      expect(err).toMatch(/^stillpress: There is no entry with the id .*\n {2}code: entry-not-found$/);
    }
    const { draft, id } = await makeEntry();
    const { call, context } = commandContext(database);
    await trashEntry(context, { ...call, entryId: id, expectedVersionId: draft.versionId });
    expect((await run('make', id)).err).toMatch(/is in the trash.*\n {2}code: entry-trashed$/);
  });

  test.each([
    [['--days', '91'], /\n {2}--days: A link opens for 90 days at most\.\n/],
    [['--label', 'a\nb'], /\n {2}label: Expected a single line, found a line break\.\n/],
    [['--label', 'a'.repeat(101)], /\n {2}label: The text has 101 characters/],
    [['--password-file', fileWith('short')], /\n {2}password: The password is too short\. Use at least 10/],
  ])('of %j, by the field, and no link is made', async (args, message) => {
    const { id } = await makeEntry();
    const { code, err, out } = await run('make', id, ...args);
    expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
    expect(err).toMatch(/^stillpress: No link was made\. Mend what is named and send it again\.\n/);
    expect(err).toMatch(message);
    expect(err).toMatch(/\n {2}code: invalid-input$/);
    expect(await links(id)).toEqual([]);
  });

  test('of a version that the entry does not have', async () => {
    const { id } = await makeEntry();
    const { code, err } = await run('make', id, '--version', '7');
    expect(code).toBe(EXIT.failed);
    expect(err).toMatch(/The entry has no version 7\. Leave --version out.*\n {2}code: version-not-found$/);
  });

  test.each([
    [['make'], "missing required argument 'entry'"],
    [['make', 'x', '--days', 'soon'], 'It has to be a whole number from 1.'],
    [['make', 'x', '--days', '0'], 'It has to be a whole number from 1.'],
    [['make', 'x', '--password-file', join(dataDir, 'none')], 'It cannot be read: ENOENT'],
    [['revoke'], "missing required argument 'link'"],
  ])('of %j, as a command line that is not understood', async (args, message) => {
    const { code, err } = await run(...args);
    expect({ code, err }).toEqual({ code: EXIT.usage, err: expect.stringContaining(message) });
  });

  test.each([NO_ID, 'x', 'https://example.org/preview/link/nothing.x', 'https://example.org/'])(
    'of %s, which is no link',
    async (named) => {
      const { code, err } = await run('revoke', named);
      expect(code).toBe(EXIT.failed);
      expect(err).toMatch(/There is no preview link .*\n {2}code: preview-link-not-found$/);
    },
  );
});
