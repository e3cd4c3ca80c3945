import { createHash } from 'node:crypto';
import { networkOf } from './network-of.ts';

/**
 * The same as long as somebody comes with the same browser from the same network. A browser is the same after an update: its name does not count the
 * versions in it, for a mail after each of them would soon be read by nobody.
 */
export function hashClient(
  { address, userAgent }: { address: string | null; userAgent: string | null },
  { userId }: { userId: string },
): string {
  const browser = (userAgent ?? '').replaceAll(/\d[\d._]*/g, '');
  const network = networkOf(address);
  return createHash('sha256').update(`${userId}\n${network}\n${browser}`).digest('hex');
}
