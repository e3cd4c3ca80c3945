import { isIP } from 'node:net';
import { AppError } from '../errors.ts';

/** For whom passkeys are made here: they work at this origin and nowhere else. */
export type RelyingParty = { id: string; origin: string };

/** Browsers make passkeys for names, over https; and over http for their own machine alone. */
export function relyingPartyOf(adminUrl: string): RelyingParty {
  const { hostname, origin, protocol } = new URL(adminUrl);
  const isAddress = isIP(hostname) !== 0 || hostname.startsWith('[');
  const isOwnMachine = hostname === 'localhost' || hostname.endsWith('.localhost');
  if (!isAddress && (protocol === 'https:' || isOwnMachine)) return { id: hostname, origin };
  const problem = isAddress ? 'has an IP address in place of a name' : 'is not https';
  throw new AppError(
    'passkeys-unavailable',
    `The authoring interface is at ${origin}, and that ${problem}: browsers make no passkeys for it. Whoever runs the server sets ADMIN_URL to an https address with a name, or to http://localhost.`,
  );
}
