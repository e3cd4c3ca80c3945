import { expect, test } from 'vitest';
import { ApiError } from '../../../model/api/api-error.ts';
import { isGone } from './is-gone.ts';

const failed = (code: string, status?: number): ApiError =>
  new ApiError('x', { code, ...(status !== undefined && { status }) });

test('takes for gone what the server says is not there, and nothing that it could not answer', () => {
  expect(isGone(failed('media-not-found', 404))).toBe(true);
  expect(isGone(failed('media-taken-down', 410))).toBe(true);
  expect(isGone(failed('database-unavailable', 503))).toBe(false);
  expect(isGone(failed('no-answer'))).toBe(false);
  expect(isGone(null)).toBe(false);
});
