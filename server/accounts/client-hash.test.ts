import { expect, it } from 'vitest';
import { hashClient } from './client-hash.ts';

const USER = { userId: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10' };
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const HOME = { address: '192.0.2.1', userAgent: FIREFOX };

const at = (address: string) => hashClient({ ...HOME, address }, USER);

it('is the same for a browser after its update', () => {
  const updated = { ...HOME, userAgent: FIREFOX.replaceAll('140.0', '141.0.2') };
  expect(hashClient(updated, USER)).toBe(hashClient(HOME, USER));
});

it('is the same in one IPv6 network', () => {
  expect(at('2001:db8:1:2::1')).toBe(at('2001:db8:1:2:ffff::9'));
  expect(at('2001:db8:1:2::1')).not.toBe(at('2001:db8:1:3::1'));
});

it('is another one for another browser, another network and another user', () => {
  const others = [
    hashClient({ ...HOME, userAgent: FIREFOX.replace('Firefox', 'Chrome') }, USER),
    hashClient({ ...HOME, userAgent: FIREFOX.replace('Linux', 'Windows') }, USER),
    hashClient({ ...HOME, userAgent: null }, USER),
    hashClient({ ...HOME, address: '192.0.2.2' }, USER),
    hashClient({ ...HOME, address: null }, USER),
    hashClient(HOME, { userId: 'somebody else' }),
  ];
  expect(new Set([hashClient(HOME, USER), ...others]).size).toBe(others.length + 1);
});
