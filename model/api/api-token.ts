import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const scope = z.enum(['read', 'write']);

export const apiTokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(scope),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable().meta({ description: 'Null: it does not expire.' }),
    lastUsedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'To the minute; null: it has not been used yet.' }),
  })
  .register(apiSchemas, { id: 'ApiToken' });

export const apiTokenListSchema = z
  .object({ tokens: z.array(apiTokenSchema) })
  .register(apiSchemas, { id: 'ApiTokenList' });

export const newApiTokenSchema = z
  .object({
    ...apiTokenSchema.shape,
    token: z.string().meta({ description: 'Shown this once: nobody can read it again.' }),
  })
  .register(apiSchemas, { id: 'NewApiToken' });

export const createApiTokenSchema = z
  .strictObject({
    name: z.string().meta({ description: 'What it is for.' }),
    scopes: z.array(scope).min(1).meta({
      description: 'With read, it may look at what its owner may; with write, change it, but for accounts.',
    }),
    expiresAt: z.iso
      .datetime()
      .nullable()
      .optional()
      .meta({ description: 'Left out: in 90 days; null: it does not expire.' }),
  })
  .meta({ examples: [{ name: 'The build', scopes: ['read', 'write'] }] })
  .register(apiSchemas, { id: 'CreateApiToken' });
