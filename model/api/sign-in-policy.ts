import { z } from 'zod';
import { givenRoleSchema } from './account.ts';
import { apiSchemas } from './registry.ts';

const WHO_MUST = 'Who has one of these roles and no second factor can set one up, and nothing else.';

export const changeSignInPolicySchema = z
  .strictObject({ secondFactorRoles: z.array(givenRoleSchema).meta({ description: WHO_MUST }) })
  .meta({ examples: [{ secondFactorRoles: ['owner', 'admin'] }] })
  .register(apiSchemas, { id: 'ChangeSignInPolicy' });

export const signInPolicySchema = z
  .object({
    secondFactorRoles: z.array(z.string()).meta({ description: WHO_MUST, examples: [['owner', 'admin']] }),
    roles: z
      .array(
        z.object({
          role: z.string().meta({ examples: ['editor'] }),
          roleName: z.string().meta({ examples: ['editor'] }),
          users: z.int().meta({ description: 'How many have it, and may sign in.' }),
          withoutSecondFactor: z.int().meta({ description: 'How many of them have none.' }),
          mayChange: z
            .boolean()
            .meta({ description: 'You decide about it: it does not allow more than your own.' }),
        }),
      )
      .meta({ description: 'All that there are, and whom each of them concerns.' }),
    hasOwnSecondFactor: z.boolean().meta({ description: 'Whether your own account has one.' }),
  })
  .register(apiSchemas, { id: 'SignInPolicy' });

export type SignInPolicy = z.infer<typeof signInPolicySchema>;
