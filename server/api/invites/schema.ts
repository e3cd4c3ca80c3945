import { z } from 'zod';
import { acceptInviteSchema, createInviteSchema } from '../../../model/api/invite.ts';

export const createInviteInput = z.object({ body: createInviteSchema });

/** One address has one name in its place, whatever the method: where a person looks, it is a token; where an admin withdraws, the id. */
export const inviteTokenInput = z.object({
  params: z.object({
    invite: z.string().meta({ description: 'The token of the link: what stands behind its #.' }),
  }),
});

export const acceptInviteInput = z.object({ ...inviteTokenInput.shape, body: acceptInviteSchema });

export const withdrawInviteInput = z.object({
  params: z.object({ invite: z.uuid().meta({ description: 'The id of the invite.' }) }),
});
