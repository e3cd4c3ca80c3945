import { describe, expect, it } from 'vitest';
import { ROLES, SYSTEM_ACTOR, type Actor, type Role } from './actor.ts';
import { can, hasAllOf, type Action, type Subject } from './can.ts';

const OWN: Subject = { kind: 'entry', ownerId: 'me' };
const FOREIGN: Subject = { kind: 'entry', ownerId: 'somebody-else' };
const SINGLE: Subject = { kind: 'entry', ownerId: null };
const INSTALLATION: Subject = { kind: 'installation' };

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
  'media.publish': { owner: 'any', admin: 'any', editor: 'any', author: '-', contributor: '-', viewer: '-' },
  'redirect.publish': {
    owner: 'any',
    admin: 'any',
    editor: 'any',
    author: '-',
    contributor: '-',
    viewer: '-',
  },
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
  'user.read': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'user.change': { owner: 'any', admin: 'any', editor: '-', author: '-', contributor: '-', viewer: '-' },
  'user.change-owner': { owner: 'any', admin: '-', editor: '-', author: '-', contributor: '-', viewer: '-' },
};

const CELLS = (Object.keys(EXPECTED) as Action[]).flatMap((action) =>
  ROLES.map((role) => ({ action, role, expected: EXPECTED[action][role] })),
);

describe('can', () => {
  it.each(CELLS)('$role: $action is $expected', ({ action, role, expected }) => {
    const actor: Actor = { userId: 'me', role };
    expect(can(actor, action, OWN)).toBe(expected !== '-');
    expect(can(actor, action, FOREIGN)).toBe(expected === 'any');
    expect(can(actor, action, SINGLE)).toBe(expected === 'any');
    expect(can(actor, action, INSTALLATION)).toBe(expected === 'any');
  });

  it('covers six roles and every action', () => {
    expect(CELLS).toHaveLength(102);
  });

  it('lets the system do everything', () => {
    for (const { action } of CELLS) expect(can(SYSTEM_ACTOR, action, INSTALLATION)).toBe(true);
  });

  it('does not take nobody for the owner of what has no owner', () => {
    expect(can({ userId: null, role: 'author' }, 'entry.save', SINGLE)).toBe(false);
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
