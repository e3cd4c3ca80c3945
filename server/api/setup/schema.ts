import { z } from 'zod';
import { acceptOwnerLinkSchema } from '../../../model/api/account.ts';

export const readOwnerLinkInput = z.object({ query: z.object({ token: z.string() }) });

export const acceptOwnerLinkInput = z.object({ body: acceptOwnerLinkSchema });
