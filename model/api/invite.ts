import { z } from 'zod';
import { accountSchema, givenRoleSchema } from './account.ts';
import { apiSchemas } from './registry.ts';

const { email, role, roleName } = accountSchema.shape;
const person = {
  email,
  name: z.string().nullable().meta({ description: 'What to call them, where somebody has said so.' }),
  role,
  roleName,
  invitedBy: z.string().nullable().meta({ description: 'The name of who has invited them.' }),
  expiresAt: z.iso.datetime(),
};

export const inviteSchema = z
  .object({ id: z.uuid(), ...person, createdAt: z.iso.datetime() })
  .register(apiSchemas, { id: 'Invite' });

export const newInviteSchema = inviteSchema
  .extend({
    link: z.url().nullable().meta({
      description:
        'For you to pass on, where this installation sends no mail: it is shown this once. Else null.',
    }),
  })
  .register(apiSchemas, { id: 'NewInvite' });

export const inviteListSchema = z
  .object({ invites: z.array(inviteSchema) })
  .register(apiSchemas, { id: 'InviteList' });

export const createInviteSchema = z
  .strictObject({ email: z.string(), name: z.string().optional(), role: givenRoleSchema })
  .meta({ examples: [{ email: 'ada@example.org', name: 'Ada Author', role: 'author' }] })
  .register(apiSchemas, { id: 'CreateInvite' });

export const openInviteSchema = z.object(person).register(apiSchemas, { id: 'OpenInvite' });

export type OpenInvite = z.infer<typeof openInviteSchema>;

export const acceptInviteSchema = z
  .strictObject({
    name: z.string(),
    password: z.string().meta({ description: 'At least ten characters, and none of the common ones.' }),
  })
  .meta({ examples: [{ name: 'Ada Author', password: 'a long pass phrase' }] })
  .register(apiSchemas, { id: 'AcceptInvite' });
