import { expect, it } from 'vitest';
import { createMailGuard } from './mail-guard.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-01T09:15:00.000Z');
const HERE = { address: '192.0.2.1', now: NOW };
const ADA = { userId: 'ada', now: NOW };

it('admits twenty resets from a network and refuses the next, saying when to try again', () => {
  const guard = createMailGuard();
  for (let count = 0; count < 20; count++) guard.admitReset(HERE);
  expect(() => guard.admitReset(HERE)).toThrow(
    expect.objectContaining({ code: 'too-many-requests', details: { retryAfterSeconds: 900 } }),
  );
  expect(() => guard.admitReset({ ...HERE, address: '192.0.2.2' })).not.toThrow();
  expect(() => guard.admitReset({ ...HERE, now: LATER })).not.toThrow();
});

it('takes the addresses of one IPv6 customer for one', () => {
  const guard = createMailGuard();
  for (let count = 0; count < 20; count++) guard.admitReset({ ...HERE, address: `2001:db8:1:2::${count}` });
  expect(() => guard.admitReset({ ...HERE, address: '2001:db8:1:2:ffff::9' })).toThrow('from this network');
  expect(() => guard.admitReset({ ...HERE, address: '2001:db8:1:3::1' })).not.toThrow();
});

it('admits a hundred invites by a person and refuses the next, but not those of others', () => {
  const guard = createMailGuard();
  for (let count = 0; count < 100; count++) guard.admitInvite(ADA);
  expect(() => guard.admitInvite(ADA)).toThrow(expect.objectContaining({ code: 'too-many-requests' }));
  expect(() => guard.admitInvite({ ...ADA, userId: 'bea' })).not.toThrow();
  expect(() => guard.admitInvite({ ...ADA, now: LATER })).not.toThrow();
});
