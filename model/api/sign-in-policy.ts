import { z } from 'zod';
import { givenRoleSchema } from './account.ts';
import { apiSchemas } from './registry.ts';

export const signInPolicySchema = z
  .strictObject({
    secondFactorRoles: z.array(givenRoleSchema).meta({
      description: 'Who has one of these roles and no second factor can set one up, and nothing else.',
    }),
  })
  .meta({ examples: [{ secondFactorRoles: ['owner', 'admin'] }] })
  .register(apiSchemas, { id: 'SignInPolicy' });
