import { i18n } from '@lingui/core';
import { afterAll, expect, test } from 'vitest';
import { ApiError } from '../../../model/api/api-error.ts';
import { ERRORS } from '../../../server/errors.ts';
import german from './de.json' with { type: 'json' };
import { explain } from './explain.ts';

const speak = (locale: string): void => i18n.loadAndActivate({ locale, messages: {} });
afterAll(() => speak('en'));

const DETAIL = 'The path /about/ belongs to “About us”.';
const taken = new ApiError(DETAIL, {
  code: 'path-taken',
  problem: {
    type: 'about:blank',
    code: 'path-taken',
    title: 'x',
    status: 409,
    detail: DETAIL,
    instance: '/api/v1/entries',
    correlationId: 'a',
  },
});

test('what the server refuses is said in the language of the screen, with the names that it knows', async () => {
  speak('en');
  expect(await explain(taken)).toBe(DETAIL);
  speak('de');
  expect(await explain(taken)).toBe(`Diese Adresse hat schon ein anderer Eintrag. (${DETAIL})`);
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
