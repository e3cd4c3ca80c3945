import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { i18n } from '@lingui/core';
import { afterAll, expect, test } from 'vitest';
import { ApiError } from '../../../model/api/api-error.ts';
import { emailTaken, inviteNotValid } from '../../../server/accounts/invite.ts';
import { resetNotValid } from '../../../server/accounts/reset-link.ts';
import { AppError, ERRORS } from '../../../server/errors.ts';
import { ALLOWED } from '../../../server/media/detect-type.ts';
import { fileTooLarge } from '../../../server/media/inspect-file.ts';
import details from './de-details.json' with { type: 'json' };
import german from './de.json' with { type: 'json' };
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
};
const taken = new ApiError(DETAIL, { code: 'path-taken', problem: TAKEN_PROBLEM });

test('what the server refuses is said in the language of the screen, with the names that it knows', async () => {
  speak('en');
  expect(await explain(taken)).toBe(DETAIL);
  speak('de');
  expect(await explain(taken)).toBe(`Diese Adresse hat schon ein anderer Eintrag. (${DETAIL})`);
});

test.each([
  [emailTaken('a@b.example'), /^Zur Adresse a@b\.example gibt es schon ein Konto\./],
  [inviteNotValid(), /^Diese Einladung wurde schon angenommen/],
  [resetNotValid(), /^Dieser Link .* Stunde/],
  [fileTooLarge(20_000_000), /^Die Datei ist größer als 20 MB;/],
  [
    new AppError(
      'media-type-refused',
      `The file is not taken. It is a font. Nothing was stored. Taken are ${ALLOWED}.`,
    ),
    /^Dateien dieser Art .* JPEG, PNG, GIF, WebP und AVIF, PDF, .* und WAV, MP4 und WebM\.$/,
  ],
  [
    new AppError(
      'redirect-loop',
      'The redirect would lead back to itself: /a/ → /b/ → /a/. Give it another target, or remove the redirect that leads back.',
    ),
    /^Die Weiterleitung würde zu sich selbst zurückführen: \/a\/ → \/b\/ → \/a\/\. Geben/,
  ],
])('what somebody at the screen meets is said whole, without the English of it: %s', async (error, said) => {
  speak('de');
  const problem = { ...TAKEN_PROBLEM, code: error.code, detail: error.message };
  const words = await explain(new ApiError(error.message, { code: error.code, problem }));
  expect(words).toMatch(said);
  expect(words).not.toContain('(');
});

test.each(['The picture is as it is.', 'There is $1 nothing $2 to say.'])(
  'what fits no pattern stands behind the short words: %s',
  async (detail) => {
    speak('de');
    expect(await inWords({ code: 'media-damaged', detail })).toBe(`${german['media-damaged']} (${detail})`);
  },
);

test('no pattern is one that the server has no words for', () => {
  const sources = readSources(join(import.meta.dirname, '../../../server'));
  const lost = Object.keys(details).filter((pattern) => !sources.includes(firstWordsOf(pattern)));
  expect(lost).toEqual([]);
});

test('what nobody has words for stays as it is, and without an answer there is nothing to add', async () => {
  speak('de');
  expect(await explain(new ApiError('As it is.', { code: 'of-tomorrow' }))).toBe('As it is.');
  expect(await explain(new ApiError('No answer.', { code: 'no-answer' }))).toBe(german['no-answer']);
});

test('whoever has taken back a question gets no words for it, which would have to be loaded first', async () => {
  speak('de');
  const cause = new DOMException('It was taken back.', 'AbortError');
  expect(await explain(new ApiError('No answer.', { code: 'no-answer', cause }))).toBe('No answer.');
});

test('there are words for every problem that there can be', () => {
  expect(Object.keys(german).filter((code) => code !== 'no-answer')).toEqual(Object.keys(ERRORS));
});

function readSources(folder: string): string {
  return globSync('**/*.ts', { cwd: folder })
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** Up to what differs from one time to another, or behind it, where it begins with that. */
function firstWordsOf(pattern: string): string {
  const plain = pattern.replaceAll(/\\([.()])/g, '$1');
  return plain.split(/\(\.|\(\\|\)|\.\*|\\w\+|[.:] |\("/).find((part) => part.length > 8) ?? plain;
}
