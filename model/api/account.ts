import { z } from 'zod';
import { ROLES } from '../permission.ts';
import { apiSchemas } from './registry.ts';
import { givenGrantSchema } from './role.ts';

const userSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.string().meta({
      description: 'One of those that every site has, such as `editor`, or the id of one of its own.',
      examples: ['editor'],
    }),
    roleName: z.string().meta({ description: 'What people call the role.', examples: ['editor'] }),
  })
  .register(apiSchemas, { id: 'User' });

export const givenRoleSchema = z
  .union(
    [z.enum(ROLES), z.uuid()],
    `Expected ${ROLES.join(', ')}, or the id of a role that GET /api/v1/roles lists.`,
  )
  .meta({ description: 'A role that every site has, or the id of one of its own.' });

export const accountSchema = z
  .object({
    ...userSchema.shape,
    createdAt: z.iso.datetime(),
    disabledAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Since when they cannot sign in; null: they can.' }),
  })
  .register(apiSchemas, { id: 'Account' });

export const accountListSchema = z
  .object({ users: z.array(accountSchema) })
  .register(apiSchemas, { id: 'AccountList' });

export const changeRoleSchema = z
  .strictObject({ role: givenRoleSchema })
  .meta({ examples: [{ role: 'editor' }] })
  .register(apiSchemas, { id: 'ChangeRole' });

export const sessionSchema = z
  .object({ user: userSchema, expiresAt: z.iso.datetime() })
  .register(apiSchemas, { id: 'Session' });

export const currentSessionSchema = z
  .object({
    ...sessionSchema.shape,
    mustEnrol: z.boolean().meta({
      description:
        'The role needs a second factor, and the account has none: it can set one up, and nothing else.',
    }),
    siteActions: z.array(z.string()).meta({
      description: 'What the role allows of what concerns the whole site.',
      examples: [['media.publish', 'redirect.publish']],
    }),
    siteUrl: z.url().meta({ description: 'Where visitors see what is published.' }),
    environment: z
      .string()
      .nullable()
      .meta({
        description: 'What whoever runs the server calls it (`APP_ENV`), such as `staging`.',
        examples: ['production'],
      }),
    directUploads: z.boolean().meta({
      description:
        'Whether the authoring interface puts the bytes of media straight to their bucket, as the operator has chosen. Programs may wherever there is a bucket.',
    }),
    entryGrants: z.array(givenGrantSchema).meta({
      description: 'What the role allows to be done to entries, and to which.',
    }),
  })
  .register(apiSchemas, { id: 'CurrentSession' });

export const signInSchema = z
  .strictObject({ email: z.string(), password: z.string() })
  .meta({ examples: [{ email: 'owner@example.org', password: 'a long pass phrase' }] })
  .register(apiSchemas, { id: 'SignIn' });

export const ownerLinkSchema = z
  .object({
    state: z
      .enum(['open', 'not-valid'])
      .meta({ description: 'not-valid: used, expired, replaced or never given.' }),
    expiresAt: z.iso.datetime().nullable(),
  })
  .register(apiSchemas, { id: 'OwnerLink' });

export const acceptOwnerLinkSchema = z
  .strictObject({
    token: z.string().meta({ description: 'From the link that `npm start` prints.' }),
    email: z.string().meta({ examples: ['owner@example.org'] }),
    name: z.string().meta({ examples: ['Olga Owner'] }),
    password: z.string().meta({
      description: 'At least ten characters, and none of the common ones.',
      examples: ['a long pass phrase'],
    }),
  })
  .register(apiSchemas, { id: 'AcceptOwnerLink' });

export type Session = z.infer<typeof sessionSchema>;

export type CurrentSession = z.infer<typeof currentSessionSchema>;

export type OwnerLink = z.infer<typeof ownerLinkSchema>;
