import { expect, test } from 'vitest';
import { auditRequest } from './audit-choice.ts';

test('takes both days as a whole, where one is', () => {
  const { before, from } = auditRequest({ from: '2026-03-28', to: '2026-03-29' });
  expect(from).toBe(new Date(2026, 2, 28).toISOString());
  expect(before).toBe(new Date(2026, 2, 30).toISOString());
});

test('leaves out what is no day', () => {
  expect(auditRequest({ from: 'yesterday' }).from).toBeUndefined();
});
