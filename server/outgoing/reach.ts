import { isIP } from 'node:net';
import { addressMatcher } from '../address-ranges.ts';
import type { AllowHosts } from '../allow-hosts.ts';

/** May something be sent to this address, which belongs to this host? */
export type Reach = (host: string, address: string) => boolean;

/**
 * A webhook and a link are addresses that somebody types in, and this process stands where visitors do not: beside databases, admin pages and the metadata
 * service of a cloud. It reaches the public internet and what the operator names, and nothing else.
 */
export function createReach({ names, ranges }: AllowHosts): Reach {
  const isAllowed = addressMatcher(ranges);
  return (host, address) => {
    // With a zone, an address of the link.
    if (isIP(address) === 0 || address.includes('%')) return false;
    return names.includes(host.replace(/\.$/, '')) || isAllowed(address) || isPublic(address);
  };
}

/** Of IPv6, only global unicast is public at all; within it, and of IPv4, all but these: the registries of IANA for special purposes. */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Of a cloud, which serves its machines from there.
  '168.63.129.16',
  // Teredo, and other protocols.
  '2001::/23',
  '2001:db8::/32',
  // These carry an IPv4 address, which may be any.
  '2002::/16',
  '3fff::/20',
];
const isNotPublic = addressMatcher(NOT_PUBLIC);
/** Without it are loopback, the link, private addresses, IPv4 written as IPv6, and NAT64. */
const isGlobalUnicast = addressMatcher(['2000::/3']);

function isPublic(address: string): boolean {
  return (isIP(address) === 4 || isGlobalUnicast(address)) && !isNotPublic(address);
}
