import { types } from 'pg';
import { expect, test } from 'vitest';
import { postgresTypes } from './postgres-types.ts';

const { INT8, TIMESTAMPTZ } = types.builtins;

function parse(oid: Parameters<typeof types.getTypeParser>[0], text: string): unknown {
  return postgresTypes.getTypeParser(oid, 'text')(text);
}

test('a whole number that a number cannot hold is an error, not another number', () => {
  expect(parse(INT8, '9007199254740991')).toBe(9007199254740991);
  expect(() => parse(INT8, '9007199254740993')).toThrow('9007199254740993');
});

test('a time is written in UTC with milliseconds, in whatever zone the session is', () => {
  expect(parse(TIMESTAMPTZ, '2026-03-01 08:00:00+00')).toBe('2026-03-01T08:00:00.000Z');
  expect(parse(TIMESTAMPTZ, '2026-03-01 13:30:00.25+05:30')).toBe('2026-03-01T08:00:00.250Z');
});
