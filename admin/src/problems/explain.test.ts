import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { i18n } from '@lingui/core';
import { afterAll, expect, test } from 'vitest';
import { ApiError } from '../../../model/api/api-error.ts';
import { emailTaken, inviteNotValid } from '../../../server/accounts/invite.ts';
import { resetNotValid } from '../../../server/accounts/reset-link.ts';
import { passkeyNotFound } from '../../../server/accounts/passkey.ts';
import { passwordIssues } from '../../../server/accounts/password.ts';
import { notACode } from '../../../server/accounts/second-factor.ts';
import { superseded } from '../../../server/authoring/superseded-items.ts';
import { AppError, ERRORS } from '../../../server/errors.ts';
import { ALLOWED } from '../../../server/media/detect-type.ts';
import { fileTooLarge } from '../../../server/media/inspect-file.ts';
import details from './de-details.json' with { type: 'json' };
import german from './de.json' with { type: 'json' };
import { ENGLISH_BEHIND } from './english-behind.ts';
import { explain, inWords } from './explain.ts';

const speak = (locale: string): void => i18n.loadAndActivate({ locale, messages: {} });
afterAll(() => speak('en'));

const DETAIL = 'The path /about/ belongs to “About us”.';
const TAKEN_PROBLEM = {
  type: 'about:blank',
  code: 'path-taken',
  title: 'x',
  status: 409,
  detail: DETAIL,
  instance: '/api/v1/entries',
  correlationId: 'a',
  path: '/about/',
  holder: { title: 'About us' },
};
const taken = new ApiError(DETAIL, { code: 'path-taken', problem: TAKEN_PROBLEM });

const said = async (error: AppError): Promise<string> => {
  const { extra, issues, retryAfterSeconds } = error.details;
  const errors = issues === undefined ? {} : { errors: [...issues] };
  const problem = { ...TAKEN_PROBLEM, ...extra, ...errors, code: error.code, detail: error.message };
  const asked = { code: error.code, problem, retryAfterSeconds: retryAfterSeconds ?? null };
  return (await explain(new ApiError(error.message, asked))).message;
};

test('what the server refuses is said in the language of the screen, with the names that it knows', async () => {
  speak('en');
  expect((await explain(taken)).message).toBe(DETAIL);
  speak('de');
  const { message } = await explain(taken);
  expect(message).toBe(
    'Unter /about/ ist schon „About us“. Ändern Sie die Kurzadresse eines der beiden Einträge.',
  );
});

test.each([
  [emailTaken('a@b.example'), /^Zur Adresse a@b\.example gibt es schon ein Konto\./],
  [inviteNotValid(), /^Diese Einladung wurde schon angenommen/],
  [resetNotValid(), /^Dieser Link .* Stunde/],
  [fileTooLarge(20_000_000), /^Die Datei ist größer als 20 MB;/],
  [passkeyNotFound('x'), /^Diesen Passkey haben Sie nicht/],
  [notACode(), /^Es wurde nichts geändert\.$/],
  [
    new AppError('not-allowed', 'The role "author" does not allow this here (entry.publish). Ask an owner.'),
    /^Die Rolle „Autor“ erlaubt das hier nicht/,
  ],
  [
    superseded(4, [{ kind: 'publish', subject: 'entry:1', name: 'First light' }]),
    /Seitdem geändert wurde First light\. Nehmen/,
  ],
  [
    new AppError(
      'media-type-refused',
      `The file is not taken. It is a font. Nothing was stored. Taken are ${ALLOWED}.`,
    ),
    /^Dateien dieser Art .* JPEG, PNG, GIF, WebP und AVIF, PDF, .* und WAV, MP4 und WebM\.$/,
  ],
  [
    new AppError('redirect-loop', 'It would lead back.', { extra: { passed: ['/a/', '/b/', '/a/'] } }),
    /^Die Weiterleitung würde zu sich selbst zurückführen: \/a\/ → \/b\/ → \/a\/\. Geben/,
  ],
  [
    new AppError('role-in-use', 'It was not deleted.', {
      extra: { users: [{ name: 'Ada' }, { name: 'Bo' }], invites: [] },
    }),
    /^Die Rolle wurde nicht gelöscht: Es haben sie noch Ada und Bo\. Geben/,
  ],
  [
    new AppError('too-many-writes', 'Wait.', { retryAfterSeconds: 42 }),
    /versuchen Sie es in 42 Sekunden noch einmal\.$/,
  ],
  [
    new AppError('too-many-requests', 'Wait.', { retryAfterSeconds: 1_500 }),
    /Versuchen Sie es in 25 Minuten noch einmal\.$/,
  ],
  [new AppError('too-many-requests', 'Wait.'), /Versuchen Sie es später noch einmal\.$/],
])('what somebody at the screen meets is said whole, without the English of it: %s', async (error, words) => {
  speak('de');
  const message = await said(error);
  expect(message).toMatch(words);
  expect(message).not.toContain('(');
});

test('a name that looks like a part of a sentence stays a name', async () => {
  speak('de');
  const extra = { path: '/a/', holder: { title: '{path} $1' }, entryId: 'one' };
  expect(await said(new AppError('path-taken', 'It is taken.', { extra }))).toMatch(
    /^Unter \/a\/ ist schon „\{path\} \$1“\./,
  );
});

test.each(['The picture is as it is.', 'There is $1 nothing $2 to say.'])(
  'what fits no pattern stands behind the short words: %s',
  async (detail) => {
    speak('de');
    expect(await inWords({ code: 'media-damaged', detail })).toBe(`${german['media-damaged']} „${detail}“`);
  },
);

test('what is wrong with a part of the input is said in the language of the screen', async () => {
  speak('de');
  const issues = passwordIssues('short', 'a@b.example');
  const { issues: explained } = await explain(new ApiError('x', { code: 'invalid-input', issues }));
  expect(explained).toEqual([
    { path: 'password', message: 'Das Passwort ist zu kurz. Nehmen Sie mindestens 10 Zeichen.' },
  ]);
});

test.each(Object.keys(ERRORS).filter((code) => !ENGLISH_BEHIND.has(code)))(
  'no English stands behind the German of %s',
  async (code) => {
    speak('de');
    const words = await inWords({ code, detail: 'Something that nobody has foreseen.' });
    expect(words).toMatch(/[a-zäöüß].*\.$/);
    expect(words).not.toContain('foreseen');
  },
);

test('English stands behind nothing but what the server can say', () => {
  expect([...ENGLISH_BEHIND].filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
});

test('no pattern is one that the server has no words for', () => {
  const sources = readSources(join(import.meta.dirname, '../../../server'));
  const lost = Object.keys(details)
    .flatMap(sameWordsOf)
    .filter((words) => !sources.includes(words));
  expect(lost).toEqual([]);
});

test('what nobody has words for stays as it is, and without an answer there is nothing to add', async () => {
  speak('de');
  expect((await explain(new ApiError('As it is.', { code: 'of-tomorrow' }))).message).toBe('As it is.');
  expect((await explain(new ApiError('No answer.', { code: 'no-answer' }))).message).toBe(
    german['no-answer'],
  );
});

test('whoever has taken back a question gets no words for it, which would have to be loaded first', async () => {
  speak('de');
  const cause = new DOMException('It was taken back.', 'AbortError');
  expect((await explain(new ApiError('No answer.', { code: 'no-answer', cause }))).message).toBe(
    'No answer.',
  );
});

test('there are words for every problem that there can be', () => {
  expect(Object.keys(german).filter((code) => code !== 'no-answer')).toEqual(Object.keys(ERRORS));
});

function readSources(folder: string): string {
  return globSync('**/*.ts', { cwd: folder })
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** Of what is the same each time, whatever is long enough to be told from other words. */
function sameWordsOf(pattern: string): string[] {
  return pattern
    .split(/\((?:\?:|\[.*?\]|\.\+)?|\)\??|\||\\[dSw][+]?|\.[*+]\??|\\[^dSw]|: |"/)
    .map((part) => part.trim())
    .filter((part) => part.length > 8);
}
