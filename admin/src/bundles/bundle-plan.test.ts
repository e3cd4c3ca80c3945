import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Bundle } from '../../../model/api/bundle.ts';
import { problemsByEntry } from './bundle-plan.ts';

const bundle = (...ids: string[]): Bundle =>
  ({ items: ids.map((id) => ({ entry: { id } })) }) as unknown as Bundle;

const refused = (...errors: { path: string; message: string }[]): ApiError =>
  new ApiError('Not complete.', { code: 'invalid-input', problem: { errors } } as never);

describe('what stands in the way of a bundle', () => {
  test('stands beside the entry that the server names', () => {
    const error = refused(
      { path: 'entries[1].slug', message: 'Fill it in.' },
      { path: 'entries[1].title', message: 'Too long.' },
    );
    expect([...problemsByEntry(bundle('a', 'b'), error)]).toEqual([
      ['b', ['slug: Fill it in.', 'title: Too long.']],
    ]);
  });

  test('is that of the only entry where the server names none', () => {
    const error = refused({ path: 'slug', message: 'Fill it in.' });
    expect([...problemsByEntry(bundle('a'), error)]).toEqual([['a', ['slug: Fill it in.']]]);
  });

  test('is beside none where it is about none of them', () => {
    expect(problemsByEntry(bundle('a', 'b'), refused({ path: 'basis', message: 'x' })).size).toBe(0);
    expect(problemsByEntry(bundle('a'), new Error('x')).size).toBe(0);
  });
});
