import { z } from 'zod';
import { apiSchemas } from './registry.ts';

/** What a block id may be, too. */
const NAME = /^[\w-]{1,64}$/;
const NAME_MESSAGE = 'Expected up to 64 letters, digits, hyphens and underscores.';

export const clientIdSchema = z
  .string()
  .regex(NAME, NAME_MESSAGE)
  .meta({
    description: 'A name that the window has given itself, such as a UUID, and keeps as long as it is open.',
    examples: ['0f6f2c1e-5a3d-4a58-9d0e-3f1f0a4f7c11'],
  });

const blockIdSchema = z.string().regex(NAME, NAME_MESSAGE).nullable().meta({
  description: 'The block of the rich text that the cursor is in; null outside of any.',
});

export const keepPresenceSchema = z
  .strictObject({ clientId: clientIdSchema, blockId: blockIdSchema })
  .meta({ examples: [{ clientId: '0f6f2c1e-5a3d-4a58-9d0e-3f1f0a4f7c11', blockId: null }] })
  .register(apiSchemas, { id: 'KeepPresence' });

export const takeOverSchema = z
  .strictObject({ clientId: clientIdSchema })
  .meta({ examples: [{ clientId: '0f6f2c1e-5a3d-4a58-9d0e-3f1f0a4f7c11' }] })
  .register(apiSchemas, { id: 'TakeOver' });

export const presentSchema = z
  .object({
    user: z.object({ id: z.uuid(), name: z.string() }),
    clientId: z.string(),
    blockId: z.string().nullable(),
    isHolder: z.boolean().meta({ description: 'Whether this window holds the lease: one at most does.' }),
    openedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().meta({ description: 'Past it the window is taken to be closed.' }),
  })
  .meta({ description: 'A window in which somebody has the entry open.' })
  .register(apiSchemas, { id: 'Present' });

export const presenceSchema = z
  .object({
    present: z.array(presentSchema).meta({ description: 'Whoever opened the entry first comes first.' }),
  })
  .register(apiSchemas, { id: 'Presence' });

export const ownPresenceSchema = presenceSchema
  .extend({ isHolder: z.boolean().meta({ description: 'Whether the window that asks holds the lease.' }) })
  .register(apiSchemas, { id: 'OwnPresence' });
