import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const role = z.enum(['owner', 'admin', 'editor', 'author', 'contributor', 'viewer']);

export const signInPolicySchema = z
  .strictObject({
    secondFactorRoles: z.array(role).meta({
      description: 'Who has one of these roles and no second factor can set one up, and nothing else.',
    }),
  })
  .meta({ examples: [{ secondFactorRoles: ['owner', 'admin'] }] })
  .register(apiSchemas, { id: 'SignInPolicy' });
