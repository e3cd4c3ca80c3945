import type { Config } from '../config.ts';

/** Where the authoring interface asks for the name and the password of the owner. */
export function ownerLinkAddress(
  { adminUrl }: Pick<Config, 'adminUrl'>,
  { token }: { token: string },
): string {
  return `${adminUrl}/setup?token=${token}`;
}
