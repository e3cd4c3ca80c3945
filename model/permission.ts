/** The roles that every site has, from the most to the least that they may do. */
export const ROLES = ['owner', 'admin', 'editor', 'author', 'contributor', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

/** What is done to an entry: a grant says to which ones. */
export const ENTRY_ACTIONS = [
  'entry.read',
  'entry.create',
  'entry.save',
  'entry.publish',
  'entry.withdraw',
  'entry.trash',
  'entry.delete',
  'entry.takedown',
] as const;

/** What concerns the whole site: it is granted without limits, or not at all, but for `OWN_MEDIA_ACTIONS`. */
export const SITE_ACTIONS = [
  'media.read',
  'media.upload',
  'media.update',
  'media.delete',
  'media.publish',
  'redirect.publish',
  'link.break',
  'release.rollback',
  'webhook.manage',
  'audit.read',
  'publishing.rebuild',
  'job.manage',
  'user.read',
  'user.change',
  'user.reset-second-factors',
  'sign-in-policy.change',
  'role.manage',
] as const;

/** What is done to a media file, which has an owner as an entry has, and neither a collection nor a locale. */
export const OWN_MEDIA_ACTIONS = ['media.update', 'media.delete'] as const;

export const GRANTABLE_ACTIONS = [...ENTRY_ACTIONS, ...SITE_ACTIONS] as const;

/** With what an owner has before everybody else: nobody else makes one, or changes one. No role is given it. */
export type Action = (typeof GRANTABLE_ACTIONS)[number] | 'user.change-owner';

/**
 * Permission to do these things to the entries that are in one of the collections, in one of the locales, and theirs or anybody's; and to media files that are theirs
 * or anybody's, where it is for all collections and locales.
 */
export type Grant = {
  actions: readonly Action[];
  collections: Names;
  locales: Names;
  /** `own`: the entries that they have made, and the media files that they have uploaded themselves. A single belongs to the site, hence to nobody. */
  whose: 'any' | 'own';
};

/** `all` holds for those that there will be as well. */
export type Names = readonly string[] | 'all';

/** Where something is done: `null` where no grant can name it, so that only `all` reaches there. */
export type GrantPlace = { collection: string | null; locale: string | null; whose: 'own' | 'any' };

/** Of grants as they are stored or sent: they may name what there is no more. */
type GivenGrant = Omit<Grant, 'actions'> & { actions: readonly string[] };

export function allows(grants: readonly GivenGrant[], action: Action, place: GrantPlace): boolean {
  return grants.some(
    ({ actions, collections, locales, whose }) =>
      actions.includes(action) &&
      includes(collections, place.collection) &&
      includes(locales, place.locale) &&
      (whose === 'any' || place.whose === 'own'),
  );
}

function includes(names: Names, name: string | null): boolean {
  return names === 'all' || (name !== null && names.includes(name));
}

/** A role that a site has made for itself. */
export type CustomRole = { id: string; name: string; grants: readonly Grant[] };
