/** What a token may be used for, within what its owner may: to look at things, and to change them. */
export const SCOPES = ['read', 'write'] as const;

export type Scope = (typeof SCOPES)[number];

/** By which programs that look for secrets in code and logs know one. It never changes. */
export const TOKEN_PREFIX = 'sp_';

/** A token that is forgotten somewhere ends by itself, unless somebody has said that it should not. */
export const TOKEN_LIFETIME_MS = 90 * 24 * 60 * 60_000;

/** A token as its owner sees it: without what it is, which is shown once, when it is made. */
export type ApiToken = {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
};

/** What was stored by another version of the program may hold more. */
export function scopesOf(stored: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => stored.includes(scope));
}
