import { expect, test } from 'vitest';
import { createProxyChain, parseTrustProxy } from './trust-proxy.ts';

type Row = [setting: string, connection: string, forwardedFor: string, visitor: string];

const rows: Row[] = [
  // Nobody is believed.
  ['no', '10.0.0.2', '1.2.3.4', '10.0.0.2'],
  // One proxy: what it wrote itself, not what the visitor claimed before it.
  ['1', '10.0.0.2', '1.2.3.4', '1.2.3.4'],
  ['1', '10.0.0.2', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['2', '10.0.0.2', '6.6.6.6, 1.2.3.4, 10.0.0.3', '1.2.3.4'],
  // Fewer entries than proxies.
  ['2', '10.0.0.2', '1.2.3.4', '1.2.3.4'],
  ['1', '10.0.0.2', '', '10.0.0.2'],
  // By address: everything that is not a proxy ends the chain.
  ['10.0.0.0/8', '10.0.0.2', '6.6.6.6, 1.2.3.4, 10.0.0.3', '1.2.3.4'],
  ['10.0.0.0/8', '9.9.9.9', '1.2.3.4', '9.9.9.9'],
  ['10.0.0.0/8', '::ffff:10.0.0.2', '1.2.3.4', '1.2.3.4'],
  ['fd00::/8', 'fd00::2', '2001:db8::7', '2001:db8::7'],
  ['10.0.0.0/8', '10.0.0.2', 'unknown', '10.0.0.2'],
];

test.each(rows)('TRUST_PROXY=%s, connection from %s, forwarded for "%s": the visitor is %s', (...row) => {
  const [setting, connection, forwardedFor, visitor] = row;
  const parsed = parseTrustProxy(setting);
  if (typeof parsed === 'string') throw new Error(parsed);
  expect(createProxyChain(parsed).clientAddress(connection, forwardedFor)).toBe(visitor);
});
