import type { RedirectTarget } from './publication.ts';

type Address = Exclude<RedirectTarget, { kind: 'entry' }>;

/** From what somebody types: another site is named in full, and a path of this one is not. */
export function redirectTargetOf(address: string): Address {
  return /^https?:/i.test(address) ? { kind: 'url', url: address } : { kind: 'path', path: address };
}

export function redirectAddress(target: Address): string {
  return target.kind === 'path' ? target.path : target.url;
}
