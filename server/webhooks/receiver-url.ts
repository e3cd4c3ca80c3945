import { isIP } from 'node:net';
import { lineProblem } from '../../model/text-rules.ts';
import type { Reach } from './reach.ts';

const URL_LENGTH_MAX = 2_000;
/** Below it are the ports of mail, of shells and of other services that are no receivers. */
const OTHER_PORTS_MIN = 1024;
const WEB_PORTS = new Set(['', '80', '443']);

/** What is wrong with an address to send to, as far as it can be told without asking anybody; null if nothing. */
export function receiverUrlProblem(value: string, mayReach: Reach): string | null {
  const problem = lineProblem(value, URL_LENGTH_MAX);
  if (problem !== null) return problem;
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return 'Expected an https or http address, such as https://hooks.example.org/stillpress.';
  if (url.username !== '' || url.password !== '')
    return 'It holds a user or a password. Leave them out: the receiver knows a delivery by its signature.';
  if (url.hash !== '') return 'It has a fragment (what follows the #), which is never sent. Leave it out.';
  if (!WEB_PORTS.has(url.port) && Number(url.port) < OTHER_PORTS_MIN)
    return `Port ${url.port} belongs to another service. Use 443, 80, or one from ${OTHER_PORTS_MIN} on.`;
  const host = hostOf(url);
  const address = isLocalhost(host) ? '127.0.0.1' : host;
  return isIP(address) === 0 || mayReach(host, address) ? null : notReachable(host, [address]);
}

/** A name, or an address as sockets take it. The parser has put numbers of all kinds into their usual form. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isLocalhost(host: string): boolean {
  return /(^|\.)localhost\.?$/.test(host);
}

export function notReachable(host: string, addresses: readonly string[]): string {
  const where = addresses.includes(host) ? host : `${host} (${addresses.join(', ')})`;
  return `${where} is not on the public internet. If it is meant to be reached, the operator names it in WEBHOOK_ALLOW_HOSTS.`;
}
