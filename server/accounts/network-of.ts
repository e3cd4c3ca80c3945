import { isIPv6 } from 'node:net';

/** One IPv6 customer has 2^64 addresses: they count as one. An IPv4 address may come written as an IPv6 one. Whoever has none is of one network. */
export function networkOf(address: string | null): string {
  if (address === null) return '';
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const tailGroups = tail === undefined || tail === '' ? [] : tail.split(':');
  while (groups.length + tailGroups.length < 8) groups.push('0');
  return [...groups, ...tailGroups].slice(0, 4).join(':');
}
