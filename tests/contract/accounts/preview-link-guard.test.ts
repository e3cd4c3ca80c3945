import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import { createPreviewLinkGuard } from '../../../server/accounts/preview-link-guard.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';

let opened: TestDatabase;
beforeEach(async () => {
  opened = await openTestDatabase('sqlite');
});
afterEach(() => opened.close());

const NOW = new Date('2026-03-01T08:00:00.000Z');
const MINUTE_MS = 60_000;

function later(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * MINUTE_MS);
}

/** How many of these attempts are let through. */
async function admitted(
  guard: ReturnType<typeof createPreviewLinkGuard>,
  attempts: readonly { linkId?: string; address?: string | null; now?: Date }[],
): Promise<number> {
  let count = 0;
  for (const { address = '192.0.2.1', linkId = 'a link', now = NOW } of attempts) {
    try {
      await guard.admit({ linkId, address, now });
      count += 1;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'too-many-attempts')) throw error;
    }
  }
  return count;
}

const times = <T>(count: number, attempt: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => attempt(index));

test('one network may guess ten times at a link in a quarter of an hour, from however many addresses', async () => {
  const guard = createPreviewLinkGuard(opened.database);
  expect(
    await admitted(
      guard,
      times(30, (index) => ({ address: `2001:db8::${index + 1}` })),
    ),
  ).toBe(10);
  expect(await admitted(guard, [{ address: '2001:db8::1' }, { address: '2001:db8:1::1' }])).toBe(1);
  expect(await admitted(guard, [{ address: '2001:db8::1', linkId: 'another link' }])).toBe(1);
  expect(await admitted(guard, [{ address: '2001:db8::1', now: later(14) }])).toBe(0);
  expect(await admitted(guard, [{ address: '2001:db8::1', now: later(16) }])).toBe(1);
});

test('those without an address count as one', async () => {
  expect(
    await admitted(
      createPreviewLinkGuard(opened.database),
      times(30, () => ({ address: null })),
    ),
  ).toBe(10);
});

test('all networks together may guess 200 times at a link in an hour', async () => {
  const guard = createPreviewLinkGuard(opened.database);
  const everywhere = times(500, (index) => ({
    address: `198.51.${index % 250}.${Math.floor(index / 250) + 1}`,
  }));
  expect(await admitted(guard, everywhere)).toBe(200);
  expect(await admitted(guard, [{ address: '203.0.113.1', now: later(59) }])).toBe(0);
  expect(await admitted(guard, [{ address: '203.0.113.1', now: later(61) }])).toBe(1);
});

test('who knew the password may make as many mistakes again', async () => {
  const guard = createPreviewLinkGuard(opened.database);
  await admitted(
    guard,
    times(9, () => ({})),
  );
  await guard.clear({ linkId: 'a link', address: '192.0.2.1', now: NOW });
  expect(
    await admitted(
      guard,
      times(30, () => ({})),
    ),
  ).toBe(10);
});
