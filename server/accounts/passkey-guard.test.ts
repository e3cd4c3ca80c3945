import { expect, test } from 'vitest';
import { createPasskeyGuard } from './passkey-guard.ts';

const START = new Date('2026-03-01T09:00:00.000Z');
const QUARTER_OF_AN_HOUR_MS = 15 * 60_000;

test('sign-ins with passkeys are begun a hundred times from one network in a quarter of an hour', () => {
  const guard = createPasskeyGuard();
  const begin = (address: string | null, now = START) => guard.admit({ address, now });
  for (let count = 0; count < 100; count++) begin('192.0.2.1');
  expect(() => begin('192.0.2.1')).toThrow(
    expect.objectContaining({ code: 'too-many-attempts', details: { retryAfterSeconds: 900 } }),
  );
  expect(() => begin('192.0.2.2')).not.toThrow();
  expect(() => begin(null)).not.toThrow();
  expect(() => begin('192.0.2.1', new Date(START.getTime() + QUARTER_OF_AN_HOUR_MS))).not.toThrow();
});
