import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  ENTRY_ACTIONS,
  GRANTABLE_ACTIONS,
  SITE_ACTIONS,
  type Grant,
  type Names,
} from '../../model/permission.ts';
import { ROLES, SYSTEM_ACTOR, type Actor, type CustomRole, type Role } from './actor.ts';
import { can, entryGrantsOf, hasAllOf, reachOf, siteActionsOf, type Action, type Subject } from './can.ts';

const PLACE = { kind: 'entry', collection: 'posts', locale: 'en' } as const;
const OWN: Subject = { ...PLACE, ownerId: 'me' };
const FOREIGN: Subject = { ...PLACE, ownerId: 'somebody-else' };
const SINGLE: Subject = { ...PLACE, ownerId: null };
const INSTALLATION = { kind: 'installation' } as const;

/** Written out on purpose, cell by cell: any = every entry, own = only what they made, - = never. */
const EXPECTED: Record<Action, Record<Role, 'any' | 'own' | '-'>> = {
  'entry.read': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'any',
    contributor: 'any',
    viewer: 'any',
  },
  'entry.create': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'own',
    contributor: 'own',
    viewer: '-',
  },
  'entry.save': { owner: 'any', admin: 'any', editor: 'any', author: 'own', contributor: 'own', viewer: '-' },
  'entry.publish': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'own',
    contributor: '-',
    viewer: '-',
  },
  'entry.withdraw': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'own',
    contributor: '-',
    viewer: '-',
  },
  'entry.trash': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'own',
    contributor: 'own',
    viewer: '-',
  },
  'entry.delete': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'own',
    contributor: '-',
    viewer: '-',
  },
  'entry.takedown': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'media.read': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'any',
    contributor: 'any',
    viewer: 'any',
  },
  'media.upload': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'any',
    contributor: 'any',
    viewer: '-',
  },
  'media.update': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'own',
    contributor: 'own',
    viewer: '-',
  },
  'media.delete': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: 'own',
    contributor: 'own',
    viewer: '-',
  },
  'media.publish': { owner: 'any', admin: 'any', editor: 'any', author: '-', contributor: '-', viewer: '-' },
  'redirect.publish': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: '-',
    contributor: '-',
    viewer: '-',
  },
  'link.break': { owner: 'any', admin: 'any', editor: 'any', author: '-', contributor: '-', viewer: '-' },
  'release.rollback': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'webhook.manage': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'audit.read': {
    owner: 'any',
    admin: 'any',
    editor: '-',
    author: '-',
    contributor: '-',
    viewer: '-',
  },
  'publishing.rebuild': {
    owner: 'any',
    admin: 'any',
    editor: '-',
    author: '-',
    contributor: '-',
    viewer: '-',
  },
  'job.manage': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'user.read': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'user.change': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'role.manage': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'sign-in-policy.change': {
    owner: 'any',
    admin: 'any',
    editor: '-',
    author: '-',
    contributor: '-',
    viewer: '-',
  },
  'user.reset-second-factors': {
    owner: 'any',
    admin: 'any',
    editor: '-',
    author: '-',
    contributor: '-',
    viewer: '-',
  },
  'user.change-owner': { owner: 'any', admin: '-', editor: '-', author: '-', contributor: '-', viewer: '-' },
};

const CELLS = (Object.keys(EXPECTED) as Action[]).flatMap((action) =>
  ROLES.map((role) => ({ action, role, expected: EXPECTED[action][role] })),
);

const withGrants = (...grants: Grant[]): Actor => ({
  userId: 'me',
  role: { id: 'r', name: 'Pictures', grants },
});

describe('can', () => {
  it.each(CELLS)('$role: $action is $expected', ({ action, role, expected }) => {
    const actor: Actor = { userId: 'me', role };
    expect(can(actor, action, OWN)).toBe(expected !== '-');
    expect(can(actor, action, FOREIGN)).toBe(expected === 'any');
    expect(can(actor, action, SINGLE)).toBe(expected === 'any');
    expect(can(actor, action, INSTALLATION)).toBe(expected === 'any');
  });

  it('covers six roles and every action', () => {
    expect(CELLS).toHaveLength(156);
  });

  it('lets those who may upload change what they have uploaded', () => {
    const own: Subject = { kind: 'media', ownerId: 'me' };
    const foreign: Subject = { kind: 'media', ownerId: 'somebody-else' };
    const nobodys: Subject = { kind: 'media', ownerId: null };
    for (const action of ['media.update', 'media.delete'] as const) {
      expect(
        [own, foreign, nobodys].map((media) => can({ userId: 'me', role: 'author' }, action, media)),
      ).toEqual([true, false, false]);
      expect(can({ userId: 'me', role: 'editor' }, action, foreign)).toBe(true);
      expect(can({ userId: 'me', role: 'viewer' }, action, own)).toBe(false);
    }
  });

  it('gives a role of the site their own files where it says so, and never by a grant for some collections', () => {
    const own: Grant = { actions: ['media.update'], collections: 'all', locales: 'all', whose: 'own' };
    const files = ['me', 'somebody-else', null].map((ownerId) => ({ kind: 'media', ownerId }) as const);
    const allowed = (actor: Actor) => files.map((file) => can(actor, 'media.update', file));
    expect(allowed(withGrants(own))).toEqual([true, false, false]);
    expect(allowed(withGrants({ ...own, whose: 'any' }))).toEqual([true, true, true]);
    expect(allowed(withGrants({ ...own, collections: ['posts'] }))).toEqual([false, false, false]);
    expect(allowed(withGrants({ ...own, actions: ['entry.save'] }))).toEqual([false, false, false]);
    expect(can(withGrants(own), 'media.update', INSTALLATION)).toBe(false);
    expect(can(withGrants(own), 'media.delete', files[0] ?? INSTALLATION)).toBe(false);
  });

  it('lets the system do everything', () => {
    for (const { action } of CELLS) expect(can(SYSTEM_ACTOR, action, INSTALLATION)).toBe(true);
  });

  it('does not take nobody for the owner of what has no owner', () => {
    expect(can({ userId: null, role: 'author' }, 'entry.save', SINGLE)).toBe(false);
  });
});

describe('siteActionsOf', () => {
  it('names what concerns the whole site and is allowed, and nothing of entries', () => {
    expect(siteActionsOf({ userId: 'me', role: 'editor' })).toEqual([
      'media.read',
      'media.upload',
      'media.update',
      'media.delete',
      'media.publish',
      'redirect.publish',
      'link.break',
    ]);
    expect(siteActionsOf({ userId: 'me', role: 'author' })).toEqual(['media.read', 'media.upload']);
    expect(siteActionsOf({ userId: 'me', role: 'viewer' })).toEqual(['media.read']);
    expect(siteActionsOf(SYSTEM_ACTOR)).toEqual(SITE_ACTIONS);
  });
});

describe('entryGrantsOf', () => {
  it('says what is allowed of entries, and to which, and nothing of the site', () => {
    expect(entryGrantsOf({ userId: 'me', role: 'viewer' })).toEqual([
      { actions: ['entry.read'], collections: 'all', locales: 'all', whose: 'any' },
    ]);
    const theirs = ['entry.create', 'entry.save', 'entry.trash'];
    expect(entryGrantsOf({ userId: 'me', role: 'contributor' })).toMatchObject([
      { actions: ['entry.read'], whose: 'any' },
      { actions: theirs, whose: 'own' },
    ]);
    expect(entryGrantsOf({ userId: 'me', role: 'owner' })).toMatchObject([{ actions: ENTRY_ACTIONS }]);
    expect(entryGrantsOf(SYSTEM_ACTOR)).toMatchObject([{ actions: ENTRY_ACTIONS }]);
  });
});

describe('hasAllOf', () => {
  it('holds for a role and those below it, and for none above', () => {
    for (const [rank, role] of ROLES.entries()) {
      const below = ROLES.filter((other) => hasAllOf({ userId: 'me', role }, other));
      expect(below).toEqual(ROLES.slice(rank));
    }
  });

  it('holds for the system', () => {
    for (const role of ROLES) expect(hasAllOf(SYSTEM_ACTOR, role)).toBe(true);
  });
});

const names = (...some: readonly string[]): fc.Arbitrary<Names> =>
  fc.oneof(fc.constant<Names>('all'), fc.subarray([...some], { minLength: 1 }));

const GRANT: fc.Arbitrary<Grant> = fc.record({
  actions: fc.subarray([...GRANTABLE_ACTIONS], { minLength: 1, maxLength: 4 }),
  collections: names('posts', 'people'),
  locales: names('en', 'de'),
  whose: fc.constantFrom('any', 'own'),
});
const CUSTOM: fc.Arbitrary<CustomRole> = fc
  .array(GRANT, { maxLength: 4 })
  .map((grants) => ({ id: 'a-role', name: 'A role', grants }));

/** With a collection and a locale that no grant names. */
const SUBJECTS: readonly Extract<Subject, { kind: 'entry' }>[] = ['posts', 'people', 'pages'].flatMap(
  (collection) =>
    ['en', 'de', 'fr'].flatMap((locale) =>
      ['me', 'somebody-else', null].map((ownerId) => ({
        kind: 'entry' as const,
        collection,
        locale,
        ownerId,
      })),
    ),
);

type Asked = Exclude<Subject, { kind: 'media' }>;

/** What the grants say, word by word. */
function oracle(grants: readonly Grant[], action: Action, subject: Asked): boolean {
  for (const grant of grants) {
    let holds = false;
    for (const granted of grant.actions) if (granted === action) holds = true;
    if (!holds) continue;
    if (subject.kind === 'some-entry') return true;
    const isUnlimited = grant.collections === 'all' && grant.locales === 'all' && grant.whose === 'any';
    if (isUnlimited) return true;
    if (subject.kind === 'installation') continue;
    if (grant.collections !== 'all' && !grant.collections.some((name) => name === subject.collection))
      continue;
    if (grant.locales !== 'all' && !grant.locales.some((name) => name === subject.locale)) continue;
    if (grant.whose === 'any') return true;
    if (subject.ownerId === 'me') return true;
  }
  return false;
}

describe('roles that a site has made', () => {
  it('allow what one of their grants says, and nothing else', () => {
    fc.assert(
      fc.property(CUSTOM, fc.constantFrom(...GRANTABLE_ACTIONS), (role, action) => {
        const actor: Actor = { userId: 'me', role };
        for (const subject of [...SUBJECTS, { kind: 'some-entry' }, INSTALLATION] as Asked[])
          expect(can(actor, action, subject)).toBe(oracle(role.grants, action, subject));
      }),
      { numRuns: 300 },
    );
  });

  it('reach what they may be used on', () => {
    fc.assert(
      fc.property(CUSTOM, fc.constantFrom(...GRANTABLE_ACTIONS), (role, action) => {
        const actor: Actor = { userId: 'me', role };
        const reach = reachOf(actor, action);
        const grants: readonly Grant[] =
          reach === 'all'
            ? [{ actions: [action], collections: 'all', locales: 'all', whose: 'any' }]
            : reach.map((part) => Object.assign({ actions: [action] }, part));
        for (const subject of SUBJECTS)
          expect(oracle(grants, action, subject)).toBe(can(actor, action, subject));
      }),
    );
  });

  it('are had by whoever may do all that they allow', () => {
    fc.assert(
      fc.property(CUSTOM, CUSTOM, (mine, given) => {
        const actor: Actor = { userId: 'me', role: mine };
        // A collection or a locale that nobody names stands for all that there may be.
        const isCovered = GRANTABLE_ACTIONS.every((action) =>
          [...SUBJECTS.filter(({ ownerId }) => ownerId !== null), INSTALLATION].every(
            (subject) => !oracle(given.grants, action, subject) || oracle(mine.grants, action, subject),
          ),
        );
        expect(hasAllOf(actor, given)).toBe(isCovered);
      }),
      { numRuns: 1_000 },
    );
  });

  it('have nothing of what an owner has before an admin', () => {
    const grants: Grant[] = [
      { actions: GRANTABLE_ACTIONS, collections: 'all', locales: 'all', whose: 'any' },
    ];
    const actor: Actor = { userId: 'me', role: { id: 'a-role', name: 'Nearly an owner', grants } };
    expect(hasAllOf(actor, 'admin')).toBe(true);
    expect(hasAllOf(actor, 'owner')).toBe(false);
  });
});
