import type { z } from 'zod';
import { roleListSchema, roleSchema } from '../../../model/api/role.ts';
import { createRole } from '../../accounts/create-role.ts';
import { deleteRole } from '../../accounts/delete-role.ts';
import { listRoles } from '../../accounts/list-roles.ts';
import { redefineRole } from '../../accounts/redefine-role.ts';
import type { Role } from '../../accounts/role.ts';
import { callerOf } from '../caller.ts';
import { cookieRoute, noInput, sessionRoute, type Route } from '../route.ts';
import { changeRoleInput, createRoleInput, roleInput } from './schema.ts';

const PATH = '/api/v1/roles';
const TAG = 'Roles';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listRoles',
  tag: TAG,
  summary: 'List roles',
  input: noInput,
  success: {
    status: 200,
    description: 'Those that every site has, and those that this one has made.',
    schema: roleListSchema,
  },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session }) => {
    const roles = await listRoles(deps.database, { ...callerOf(ctx, session), model: deps.model });
    return { body: { roles: roles.map(present) } };
  },
});

const create = cookieRoute({
  method: 'POST',
  path: PATH,
  operationId: 'createRole',
  tag: TAG,
  summary: 'Make a role',
  description:
    'Each grant allows its actions on the entries of some collections and locales, or of all of them, whoever made them or by their makers alone. Nobody gives what they may not do themselves.',
  input: createRoleInput,
  success: { status: 201, description: 'The role.', schema: roleSchema },
  errors: ['not-allowed', 'role-name-taken'],
  handle: async ({ ctx, deps, session, input }) => {
    const settings = input.body;
    const now = deps.authoring.now();
    const order = { ...callerOf(ctx, session), model: deps.model, now, settings };
    return { body: present(await createRole(deps.database, order)) };
  },
});

const change = cookieRoute({
  method: 'PUT',
  path: `${PATH}/:id`,
  operationId: 'redefineRole',
  tag: TAG,
  summary: 'Change a role',
  description:
    'Its name and all of its grants at once. It holds from the next request on of everybody who has it.',
  input: changeRoleInput,
  success: { status: 200, description: 'The role as it is now.', schema: roleSchema },
  errors: ['not-allowed', 'role-name-taken', 'role-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const { id } = input.params;
    const settings = input.body;
    const now = deps.authoring.now();
    const order = { ...callerOf(ctx, session), model: deps.model, now, id, settings };
    return { body: present(await redefineRole(deps.database, order)) };
  },
});

const remove = cookieRoute({
  method: 'DELETE',
  path: `${PATH}/:id`,
  operationId: 'deleteRole',
  tag: TAG,
  summary: 'Delete a role',
  description: 'Refused, with `users` and `invites`, as long as somebody has it or is invited to it.',
  input: roleInput,
  success: { status: 204, description: 'It is gone.' },
  errors: ['not-allowed', 'role-in-use', 'role-not-found'],
  handle: async ({ ctx, deps, session, input }) => {
    const order = { ...callerOf(ctx, session), ...input.params, now: deps.authoring.now() };
    await deleteRole(deps.database, order);
    return {};
  },
});

export const roleRoutes: readonly Route[] = [list, create, change, remove];

function present({ grants, ...role }: Role): z.input<typeof roleSchema> {
  return {
    ...role,
    grants: grants.map(({ actions, collections, locales, whose }) => ({
      actions: [...actions],
      collections: collections === 'all' ? 'all' : [...collections],
      locales: locales === 'all' ? 'all' : [...locales],
      whose,
    })),
  };
}
