export const OWNER_LINK_PURPOSE = 'owner';

/** Long enough to set a server up in the evening and to make the account in the morning. */
export const OWNER_LINK_LIFETIME_MS = 24 * 60 * 60_000;

/** Whoever makes or uses such a link decides about it alone: two links can then never give two owners. */
export const OWNER_DECISION = { name: 'owner' };
