import { z } from 'zod';
import { clientIdSchema, keepPresenceSchema, takeOverSchema } from '../../../model/api/presence.ts';

const params = z.object({ id: z.string().meta({ description: 'The id of the entry.' }) });

export const presenceInput = z.object({ params });

export const keepPresenceInput = z.object({ params, body: keepPresenceSchema });

export const leavePresenceInput = z.object({ params, query: z.object({ clientId: clientIdSchema }) });

export const takeOverInput = z.object({ params, body: takeOverSchema });
