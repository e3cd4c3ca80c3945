import {
  allows,
  ENTRY_ACTIONS,
  GRANTABLE_ACTIONS,
  SITE_ACTIONS,
  type Action,
  type Grant,
  type GrantPlace,
  type Names,
} from '../../model/permission.ts';
import type { Actor, GivenRole, Role } from './actor.ts';

export type { Action } from '../../model/permission.ts';

/** What is acted on. An entry or a media file belongs to who created it; a single belongs to the site, hence to nobody. */
export type Subject =
  | { kind: 'entry'; collection: string; locale: string; ownerId: string | null }
  /** Any one entry: for what then looks at those alone that the actor reaches. */
  | { kind: 'some-entry' }
  | { kind: 'media'; ownerId: string | null }
  | { kind: 'installation' };

const MEDIA_ACTIONS = ['media.read', 'media.upload', 'media.update', 'media.delete'] as const;

/** The roles that every site has, in the form of those that a site makes for itself. Everybody reads everything: references and links are picked from all that exists. */
export const BUILT_IN_GRANTS: Readonly<Record<Role, readonly Grant[]>> = {
  owner: [anywhere([...GRANTABLE_ACTIONS, 'user.change-owner'])],
  admin: [anywhere(GRANTABLE_ACTIONS)],
  editor: [
    anywhere(ENTRY_ACTIONS.filter((action) => action !== 'entry.takedown')),
    anywhere([...MEDIA_ACTIONS, 'media.publish', 'redirect.publish', 'link.break']),
  ],
  author: [
    anywhere(['entry.read', 'media.read', 'media.upload']),
    ofTheirs([
      'entry.create',
      'entry.save',
      'entry.publish',
      'entry.withdraw',
      'entry.trash',
      'entry.delete',
      'media.update',
      'media.delete',
    ]),
  ],
  contributor: [
    anywhere(['entry.read', 'media.read', 'media.upload']),
    ofTheirs(['entry.create', 'entry.save', 'entry.trash', 'media.update', 'media.delete']),
  ],
  viewer: [anywhere(['entry.read', 'media.read'])],
};

function anywhere(actions: readonly Action[]): Grant {
  return { actions, collections: 'all', locales: 'all', whose: 'any' };
}

function ofTheirs(actions: readonly Action[]): Grant {
  return { actions, collections: 'all', locales: 'all', whose: 'own' };
}

/** May this actor do this to that? The only place where a role becomes a yes or a no. */
export function can(actor: Actor, action: Action, subject: Subject): boolean {
  if (actor.role === 'system') return true;
  const grants = grantsOf(actor.role);
  if (subject.kind === 'some-entry') return grants.some(({ actions }) => actions.includes(action));
  if (subject.kind === 'installation') return allows(grants, action, EVERYWHERE);
  const { ownerId } = subject;
  const whose = ownerId !== null && ownerId === actor.userId ? 'own' : 'any';
  if (subject.kind === 'media') return allows(grants, action, { ...EVERYWHERE, whose });
  const { collection, locale } = subject;
  return allows(grants, action, { collection, locale, whose });
}

/** What the actor may do of what concerns the whole site, to show them where it is done. */
export function siteActionsOf(actor: Actor): Action[] {
  return SITE_ACTIONS.filter((action) => can(actor, action, { kind: 'installation' }));
}

/** What the actor may do to which entries, to offer them nothing else. */
export function entryGrantsOf({ role }: Actor) {
  const grants = role === 'system' ? [anywhere(ENTRY_ACTIONS)] : grantsOf(role);
  return grants
    .map(({ actions, collections, locales, whose }) => ({
      actions: actions.filter((action) => !isSiteAction(action)),
      collections: copied(collections),
      locales: copied(locales),
      whose,
    }))
    .filter(({ actions }) => actions.length > 0);
}

function copied(names: Names): 'all' | string[] {
  return names === 'all' ? names : Array.from(names);
}

/** To which entries an action reaches: what `can` says of each of them, for lists that are read from the database. */
export type Reach = Pick<Grant, 'collections' | 'locales' | 'whose'>;

export function reachOf(actor: Actor, action: Action): readonly Reach[] | 'all' {
  if (can(actor, action, { kind: 'installation' }) || actor.role === 'system') return 'all';
  return grantsOf(actor.role).filter(({ actions }) => actions.includes(action));
}

/** Does the actor have everything that the role gives? Nobody gives, or takes from somebody, what they do not have. */
export function hasAllOf(actor: Actor, role: GivenRole): boolean {
  return actor.role === 'system' || covers(grantsOf(actor.role), grantsOf(role));
}

/** Whether whatever the others allow is allowed by these as well. */
export function covers(grants: readonly Grant[], others: readonly Grant[]): boolean {
  const both = [...grants, ...others];
  // Places that no grant names are all alike.
  const collections = new Set([ELSEWHERE, ...both.flatMap((grant) => named(grant.collections))]);
  const locales = new Set([ELSEWHERE, ...both.flatMap((grant) => named(grant.locales))]);
  const actions = new Set(others.flatMap((grant) => grant.actions));
  for (const action of actions)
    for (const collection of collections)
      for (const locale of locales)
        for (const whose of ['own', 'any'] as const) {
          const place = { collection, locale, whose };
          if (allows(others, action, place) && !allows(grants, action, place)) return false;
        }
  return true;
}

/** What concerns the whole site has no place. */
export function isSiteAction(action: Action): boolean {
  return SITE_ACTIONS.some((siteAction) => siteAction === action) || action === 'user.change-owner';
}

export function grantsOf(role: GivenRole): readonly Grant[] {
  return typeof role === 'string' ? BUILT_IN_GRANTS[role] : role.grants;
}

/** Where nobody can name it: only `all` reaches there. */
const ELSEWHERE = null;

const EVERYWHERE: GrantPlace = { collection: ELSEWHERE, locale: ELSEWHERE, whose: 'any' };

function named(names: Names): readonly string[] {
  return names === 'all' ? [] : names;
}
