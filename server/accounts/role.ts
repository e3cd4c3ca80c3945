import { findCollection, type ContentModel } from '../../model/content-model.ts';
import type { Grant, Names } from '../../model/permission.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import type { StoredRole } from '../store/roles.ts';
import { ROLES } from './actor.ts';
import { BUILT_IN_GRANTS } from './can.ts';

/** A role as those see it who give roles. */
export type Role = {
  /** Of one that every site has, its name. */
  id: string;
  name: string;
  isBuiltIn: boolean;
  grants: readonly Grant[];
  /** What it names and the content model does not have any more: it allows nothing by that. */
  problems: FieldIssue[];
  createdAt: string | null;
  updatedAt: string | null;
};

export function builtInRoles(): Role[] {
  return ROLES.map((id) => {
    const grants = BUILT_IN_GRANTS[id];
    return { id, name: id, isBuiltIn: true, grants, problems: [], createdAt: null, updatedAt: null };
  });
}

export function roleOf(model: ContentModel, stored: StoredRole): Role {
  const { createdAt, grants, id, name, updatedAt } = stored;
  return { id, name, isBuiltIn: false, grants, problems: unknownPlaces(model, grants), createdAt, updatedAt };
}

/** The collections and locales that the site does not have, by where the grants name them. */
export function unknownPlaces(model: ContentModel, grants: readonly Grant[]): FieldIssue[] {
  return grants.flatMap(({ collections, locales }, index) => [
    ...unknownNames(collections, {
      path: `grants[${index}].collections`,
      isKnown: (name) => findCollection(model, name) !== undefined,
      message: (name) =>
        `The site has no collection ${JSON.stringify(name)}. It has: ${Object.keys(model.collections).join(', ')}.`,
    }),
    ...unknownNames(locales, {
      path: `grants[${index}].locales`,
      isKnown: (name) => model.locales.includes(name),
      message: (name) =>
        `The site has no locale ${JSON.stringify(name)}. It has: ${model.locales.join(', ')}.`,
    }),
  ]);
}

type Known = { path: string; isKnown: (name: string) => boolean; message: (name: string) => string };

function unknownNames(names: Names, { isKnown, message, path }: Known): FieldIssue[] {
  if (names === 'all') return [];
  return names.flatMap((name, index) =>
    isKnown(name) ? [] : [{ path: `${path}[${index}]`, message: message(name) }],
  );
}

export function roleNotFound(id: string): AppError {
  return new AppError(
    'role-not-found',
    `The site has made no role with the id ${id}. GET /api/v1/roles lists those that it has.`,
  );
}
