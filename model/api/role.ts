import { z } from 'zod';
import { GRANTABLE_ACTIONS } from '../permission.ts';
import { apiSchemas } from './registry.ts';

/** More than anybody overlooks. */
const GRANTS_MAX = 20;
const NAMES_MAX = 200;

function namesSchema(what: string) {
  return z
    .union(
      [z.literal('all'), z.array(z.string()).min(1).max(NAMES_MAX)],
      `Expected "all", or a list of ${what} with one at least.`,
    )
    .meta({ description: '`all` holds for those that there will be as well.' });
}

const grantSchema = z
  .strictObject({
    actions: z.array(z.enum(GRANTABLE_ACTIONS)).min(1).max(GRANTABLE_ACTIONS.length),
    collections: namesSchema('collections').default('all'),
    locales: namesSchema('locales').default('all'),
    whose: z
      .enum(['any', 'own'])
      .meta({
        description:
          'With `own`, the entries that they have made and the media files that they have uploaded themselves.',
      })
      .default('any'),
  })
  .register(apiSchemas, { id: 'Grant' });

/** As it is given, whatever may be granted by now. */
export const givenGrantSchema = z.object({
  actions: z.array(z.string()),
  collections: z.union([z.literal('all'), z.array(z.string())]),
  locales: z.union([z.literal('all'), z.array(z.string())]),
  whose: z.enum(['any', 'own']),
});

export const roleSchema = z
  .object({
    id: z.string().meta({ description: 'Of one that every site has, its name.' }),
    name: z.string(),
    isBuiltIn: z.boolean().meta({ description: 'Every site has it, and nobody changes it.' }),
    grants: z.array(givenGrantSchema),
    problems: z.array(z.object({ path: z.string(), message: z.string() })).meta({
      description:
        'Collections and locales that the role names and the content model does not have any more.',
    }),
    createdAt: z.iso.datetime().nullable(),
    updatedAt: z.iso.datetime().nullable(),
  })
  .register(apiSchemas, { id: 'Role' });

export const roleListSchema = z
  .object({ roles: z.array(roleSchema) })
  .register(apiSchemas, { id: 'RoleList' });

export const saveRoleSchema = z
  .strictObject({ name: z.string(), grants: z.array(grantSchema).min(1).max(GRANTS_MAX) })
  .meta({
    examples: [
      {
        name: 'German blogger',
        grants: [
          { actions: ['entry.read'], collections: ['posts'], locales: ['de'], whose: 'any' },
          {
            actions: ['entry.create', 'entry.save', 'entry.publish'],
            collections: ['posts'],
            locales: ['de'],
            whose: 'own',
          },
        ],
      },
    ],
  })
  .register(apiSchemas, { id: 'SaveRole' });
