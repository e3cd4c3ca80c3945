import { expect, test } from 'vitest';
import { createReach } from './reach.ts';

const mayReach = createReach({ names: [], ranges: [] });

test.each([
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '192.1.0.1',
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
])('reaches %s on the public internet', (address) =>
  expect(mayReach('hooks.example.org', address)).toBe(true),
);

test.each([
  ['this host', '0.0.0.0'],
  ['loopback', '127.0.0.1'],
  ['loopback, all of it', '127.255.255.254'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['link-local, where the metadata of clouds is', '169.254.169.254'],
  ['carrier-grade NAT, where that of another cloud is', '100.100.100.200'],
  ['protocols, where that of a third is', '192.0.0.192'],
  ['a cloud serves its machines from there', '168.63.129.16'],
  ['documentation', '203.0.113.7'],
  ['benchmarks', '198.18.0.1'],
  ['relays of 6to4', '192.88.99.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '250.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['IPv4 as IPv6', '::ffff:127.0.0.1'],
  ['IPv4 as IPv6, even if it is public', '::ffff:1.1.1.1'],
  ['IPv4 as IPv6, as it was once', '::127.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['NAT64 of a network', '64:ff9b:1::7f00:1'],
  ['6to4', '2002:7f00:1::1'],
  ['Teredo', '2001:0:7f00:1::1'],
  ['unique local, where the metadata of clouds is', 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local, with its zone', 'fe80::1%lo'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['discard', '100::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['no address', 'hooks.example.org'],
  ['nothing', ''],
])('does not reach %s: %s', (_, address) => expect(mayReach('hooks.example.org', address)).toBe(false));

test('reaches what the operator names: ranges for everybody, and names wherever they lead', () => {
  const reach = createReach({ names: ['hooks.internal'], ranges: ['10.1.0.0/16', '::1'] });
  expect(reach('hooks.example.org', '10.1.2.3')).toBe(true);
  expect(reach('hooks.example.org', '10.2.0.1')).toBe(false);
  expect(reach('hooks.example.org', '::1')).toBe(true);
  expect(reach('hooks.internal', '192.168.1.1')).toBe(true);
  expect(reach('hooks.internal.', '192.168.1.1')).toBe(true);
  expect(reach('evil.hooks.internal', '192.168.1.1')).toBe(false);
});
