import { isIP } from 'node:net';
import { addressMatcher, isAddressRange } from './address-ranges.ts';

/** Whom to believe about the visitor's address and protocol. */
export type TrustProxy =
  | { kind: 'none' }
  /** So many proxies stand in front, and nothing else can reach this process. */
  | { kind: 'hops'; hops: number }
  /** Requests that come from these addresses, as `10.0.0.0/8` or `192.168.1.5`. */
  | { kind: 'addresses'; ranges: readonly string[] };

const HOPS_MAX = 10;

/** The setting, or a sentence that says what is wrong with it. */
export function parseTrustProxy(value: string): TrustProxy | string {
  if (value === 'no' || value === '0') return { kind: 'none' };
  if (/^\d+$/.test(value)) {
    const hops = Number(value);
    return hops <= HOPS_MAX ? { kind: 'hops', hops } : `${value} proxies are more than ${HOPS_MAX}.`;
  }
  const ranges = value.split(',').map((range) => range.trim());
  const wrong = ranges.find((range) => !isAddressRange(range));
  if (wrong !== undefined)
    return `"${wrong}" is neither no, a number of proxies, nor an address such as 10.0.0.0/8.`;
  return { kind: 'addresses', ranges };
}

/**
 * Where a request came from, read from the right: the entry that the nearest proxy wrote is believed only when the
 * connection itself comes from a proxy, the one before it only when that entry names a proxy too, and so on.
 */
export function createProxyChain(trustProxy: TrustProxy): ProxyChain {
  if (trustProxy.kind === 'none') return { trusts: () => false, clientAddress: (connection) => connection };
  const isProxy = trustProxy.kind === 'hops' ? () => true : addressMatcher(trustProxy.ranges);
  const hopsMax = trustProxy.kind === 'hops' ? trustProxy.hops : Number.POSITIVE_INFINITY;
  return {
    trusts: isProxy,
    clientAddress: (connection, forwardedFor) => {
      const chain = [...splitList(forwardedFor), connection];
      let index = chain.length - 1;
      for (let hops = 0; hops < hopsMax && index > 0 && isProxy(chain[index] ?? ''); hops += 1) index -= 1;
      const address = chain[index] ?? connection;
      // A proxy that writes something else than an address, such as "unknown", leaves the last sure one.
      return isIP(address) === 0 ? connection : address;
    },
  };
}

export type ProxyChain = {
  /** Whether a connection from this address may speak for someone else. */
  trusts(connectionAddress: string): boolean;
  clientAddress(connectionAddress: string, forwardedFor: string): string;
};

export function splitList(header: string): string[] {
  return header
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
