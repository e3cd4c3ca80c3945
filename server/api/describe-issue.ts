import type { z } from 'zod';
import { nameOfType } from '../../model/text-rules.ts';

/** What a schema misses, in the words that are used for content too. `found` is what was sent, before anything was made of it. */
export function describeIssue(issue: z.core.$ZodRawIssue, found: unknown): string {
  const expected = expectationOf(issue);
  if (found === undefined) return `Expected ${expected}, found nothing.`;
  if (issue.code === 'invalid_type' && issue.expected !== 'int')
    return `Expected ${expected}, found ${nameOfType(found)}.`;
  if (issue.code === 'too_small') return `Takes at least ${issue.minimum}${unitOf(issue.origin)}.`;
  if (issue.code === 'too_big') return `Takes at most ${issue.maximum}${unitOf(issue.origin)}.`;
  return `Expected ${expected}.`;
}

function expectationOf(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return TYPE_NAMES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_format' && issue.format === 'uuid')
    return 'an id, such as 01890a5d-ac96-774b-bcce-b302099a8057';
  if (issue.code === 'invalid_format' && issue.format === 'datetime')
    return 'a time with its zone, such as 2026-11-29T08:00:00Z';
  if (issue.code === 'invalid_format' && issue.format === 'base64url') return 'bytes in base64url, unpadded';
  const values =
    issue.code === 'invalid_union'
      ? issue.errors.map(([first]) => (first?.path.length === 0 ? valuesOf(first) : null))
      : [valuesOf(issue)];
  return values.some((some) => some === null) ? 'what /api/docs shows' : values.flat().join(' or ');
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** The values that would do, where they can be counted. */
function valuesOf(issue: z.core.$ZodRawIssue | z.core.$ZodIssue): string[] | null {
  return issue.code === 'invalid_value' ? issue.values.map(String) : null;
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : '';
}
