import { isIP } from 'node:net';
import { lineProblem } from '../../model/text-rules.ts';
import type { Reach } from '../outgoing/reach.ts';
import { hostOf, notReachable, portProblem } from '../outgoing/web-address.ts';

const URL_LENGTH_MAX = 2_000;
export const HOW_TO_REACH = 'If it is meant to be reached, the operator names it in WEBHOOK_ALLOW_HOSTS.';

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
  const wrongPort = portProblem(url);
  if (wrongPort !== null) return wrongPort;
  const host = hostOf(url);
  const address = isLocalhost(host) ? '127.0.0.1' : host;
  if (isIP(address) === 0 || mayReach(host, address)) return null;
  return `${notReachable(host, [address])} ${HOW_TO_REACH}`;
}

function isLocalhost(host: string): boolean {
  return /(^|\.)localhost\.?$/.test(host);
}
