import { expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { createPreviewLinkGuard } from './preview-link-guard.ts';

const NOW = new Date('2026-03-01T08:00:00.000Z');
const MINUTE_MS = 60_000;

function later(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * MINUTE_MS);
}

/** How many of these attempts are let through. */
function admitted(
  guard: ReturnType<typeof createPreviewLinkGuard>,
  attempts: readonly { linkId?: string; address?: string | null; now?: Date }[],
): number {
  return attempts.filter(({ address = '192.0.2.1', linkId = 'a link', now = NOW }) => {
    try {
      guard.admit({ linkId, address, now });
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'too-many-attempts') return false;
      throw error;
    }
  }).length;
}

const times = <T>(count: number, attempt: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => attempt(index));

test('one network may guess ten times at a link in a quarter of an hour, from however many addresses', () => {
  const guard = createPreviewLinkGuard();
  expect(
    admitted(
      guard,
      times(30, (index) => ({ address: `2001:db8::${index + 1}` })),
    ),
  ).toBe(10);
  expect(admitted(guard, [{ address: '2001:db8::1' }, { address: '2001:db8:1::1' }])).toBe(1);
  expect(admitted(guard, [{ address: '2001:db8::1', linkId: 'another link' }])).toBe(1);
  expect(admitted(guard, [{ address: '2001:db8::1', now: later(14) }])).toBe(0);
  expect(admitted(guard, [{ address: '2001:db8::1', now: later(16) }])).toBe(1);
});

test('those without an address count as one', () => {
  expect(
    admitted(
      createPreviewLinkGuard(),
      times(30, () => ({ address: null })),
    ),
  ).toBe(10);
});

test('all networks together may guess 200 times at a link in an hour', () => {
  const guard = createPreviewLinkGuard();
  const everywhere = times(500, (index) => ({
    address: `198.51.${index % 250}.${Math.floor(index / 250) + 1}`,
  }));
  expect(admitted(guard, everywhere)).toBe(200);
  expect(admitted(guard, [{ address: '203.0.113.1', now: later(59) }])).toBe(0);
  expect(admitted(guard, [{ address: '203.0.113.1', now: later(61) }])).toBe(1);
});

test('who knew the password may make as many mistakes again', () => {
  const guard = createPreviewLinkGuard();
  admitted(
    guard,
    times(9, () => ({})),
  );
  guard.clear({ linkId: 'a link', address: '192.0.2.1', now: NOW });
  expect(
    admitted(
      guard,
      times(30, () => ({})),
    ),
  ).toBe(10);
});
