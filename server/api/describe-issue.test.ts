import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { redirectSchema } from '../../model/api/redirect.ts';
import { describeIssue } from './describe-issue.ts';

const schema = z.object({
  id: z.uuid(),
  flag: z.boolean(),
  name: z.string().min(2).max(3),
  count: z.int(),
  at: z.iso.datetime({ offset: true }),
  status: redirectSchema.shape.status,
  to: redirectSchema.shape.to,
});

const good = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  flag: true,
  name: 'abc',
  count: 1,
  at: '2026-11-29T08:00:00Z',
  status: 301,
  to: null,
};

describe('what is wrong with an input', () => {
  it.each([
    [{ id: 'x' }, 'Expected an id, such as 01890a5d-ac96-774b-bcce-b302099a8057.'],
    [{ flag: undefined }, 'Expected true or false, found nothing.'],
    [{ flag: null }, 'Expected true or false, found null.'],
    [{ name: 5 }, 'Expected text, found a number.'],
    [{ name: 'x' }, 'Takes at least 2 characters.'],
    [{ name: 'long' }, 'Takes at most 3 characters.'],
    [{ count: 1.5 }, 'Expected a whole number.'],
    [{ at: 'yesterday' }, 'Expected a time with its zone, such as 2026-11-29T08:00:00Z.'],
    [{ status: 200 }, 'Expected 301 or 302 or 410.'],
    [{ status: undefined }, 'Expected 301 or 302 or 410, found nothing.'],
    [{ to: { kind: 'page' } }, 'Expected what /api/docs shows.'],
  ])('is said in our own words: %j', (change, message) => {
    const input: Record<string, unknown> = { ...good, ...change };
    const result = schema.safeParse(input, {
      error: (issue) => describeIssue(issue, input[String(issue.path?.[0])]),
    });
    expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});
