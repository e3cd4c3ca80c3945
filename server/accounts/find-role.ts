import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { readRole } from '../store/roles.ts';
import type { Tables } from '../store/tables.ts';
import { ROLES, type GivenRole } from './actor.ts';

/** The role that is to be given. Ask under `lockAccounts`, and it stays until the commit. */
export async function findRole(tx: Kysely<Tables>, { role: key }: { role: string }): Promise<GivenRole> {
  const builtIn = ROLES.find((role) => role === key);
  if (builtIn !== undefined) return builtIn;
  const role = idProblem(key) === null ? await readRole(tx, { id: key }) : null;
  if (role !== null) return { id: role.id, name: role.name, grants: role.grants };
  throw noSuchRole(['role']);
}

/** With the place of each that is none. */
export function noSuchRole(paths: readonly string[]): AppError {
  const message = `There is no such role. Expected ${ROLES.join(', ')}, or the id of one that GET /api/v1/roles lists.`;
  return new AppError('invalid-input', 'Nothing was changed. Mend what is named and send it again.', {
    issues: paths.map((path) => ({ path, message })),
  });
}
