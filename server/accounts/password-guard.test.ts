import { describe, expect, it } from 'vitest';
import { createPasswordGuard } from './password-guard.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-01T09:15:00.000Z');
const HOME = { email: 'ines@example.org', address: '192.0.2.1', now: NOW };

describe('the password guard', () => {
  it('admits ten attempts and refuses the eleventh, saying when to try again', () => {
    const guard = createPasswordGuard();
    admitTen(guard, HOME);
    expect(() => guard.admit(HOME)).toThrow(
      expect.objectContaining({ code: 'too-many-attempts', details: { retryAfterSeconds: 900 } }),
    );
  });

  it('admits again when the window is over', () => {
    const guard = createPasswordGuard();
    admitTen(guard, HOME);
    guard.admit({ ...HOME, now: LATER });
    expect(() => guard.admit(HOME)).not.toThrow();
  });

  it('does not lock out the same account at another address, nor another account at this one', () => {
    const guard = createPasswordGuard();
    admitTen(guard, HOME);
    guard.admit({ ...HOME, address: '192.0.2.2' });
    guard.admit({ ...HOME, email: 'jonas@example.org' });
    expect(() => guard.admit(HOME)).toThrow('attempts to sign in');
  });

  it('begins to count anew after a sign-in', () => {
    const guard = createPasswordGuard();
    admitTen(guard, HOME);
    guard.clear(HOME);
    expect(() => admitTen(guard, HOME)).not.toThrow();
  });

  it('takes the addresses of one IPv6 customer for one', () => {
    const guard = createPasswordGuard();
    admitTen(guard, { ...HOME, address: '2001:db8:1:2::1' });
    expect(() => guard.admit({ ...HOME, address: '2001:db8:1:2:ffff::9' })).toThrow('attempts to sign in');
    expect(() => guard.admit({ ...HOME, address: '2001:db8:1:3::1' })).not.toThrow();
  });

  it('does not take IPv4 addresses written as IPv6 for one', () => {
    const guard = createPasswordGuard();
    admitTen(guard, { ...HOME, address: '::ffff:192.0.2.1' });
    expect(() => guard.admit({ ...HOME, address: '::ffff:192.0.2.2' })).not.toThrow();
    expect(() => guard.admit(HOME)).toThrow('attempts to sign in');
  });

  it('stops who tries a list of accounts from one network, and nobody elsewhere', () => {
    const guard = createPasswordGuard();
    for (let index = 0; index < 100; index++) guard.admitStranger({ ...HOME, email: `${index}@example.org` });
    expect(() => guard.admitStranger(HOME)).toThrow('from this network');
    expect(() => guard.admit(HOME)).not.toThrow();
    expect(() => guard.admitStranger({ ...HOME, address: '192.0.2.2' })).not.toThrow();
    expect(() => guard.admitStranger({ ...HOME, now: LATER })).not.toThrow();
  });

  it('stops who tries one account from many networks', () => {
    const guard = createPasswordGuard();
    for (let index = 0; index < 100; index++)
      guard.admitStranger({ ...HOME, address: `198.51.100.${index}` });
    expect(() => guard.admitStranger(HOME)).toThrow('A new password by mail');
    expect(() => guard.admitStranger({ ...HOME, email: 'jonas@example.org' })).not.toThrow();
  });

  it('does not count those who get in, who wipe out nothing of others either', () => {
    const guard = createPasswordGuard();
    for (let index = 0; index < 300; index++) {
      guard.admitStranger({ ...HOME, email: `${index}@example.org` });
      guard.clear({ ...HOME, email: `${index}@example.org` });
    }
    for (let index = 0; index < 99; index++) guard.admitStranger({ ...HOME, email: `${index}@example.org` });
    guard.clear(HOME);
    guard.admitStranger(HOME);
    guard.admitStranger(HOME);
    expect(() => guard.admitStranger(HOME)).toThrow('from this network');
  });

  it('forgets the oldest count when there are too many', () => {
    const guard = createPasswordGuard();
    admitTen(guard, HOME);
    for (let index = 0; index < 10_000; index++) guard.admit({ ...HOME, email: `${index}@example.org` });
    expect(() => guard.admit(HOME)).not.toThrow();
  });
});

function admitTen(guard: ReturnType<typeof createPasswordGuard>, attempt: typeof HOME): void {
  for (let count = 0; count < 10; count++) guard.admit(attempt);
}
