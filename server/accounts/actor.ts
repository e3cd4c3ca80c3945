/** Who can have an account, from the most to the least that they may do. */
export const ROLES = ['owner', 'admin', 'editor', 'author', 'contributor', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

/** Who acts: a signed-in user, or the installation itself (seeding, the command line). */
export type Actor = { userId: string | null; role: Role | 'system' };

export const SYSTEM_ACTOR: Actor = { userId: null, role: 'system' };
