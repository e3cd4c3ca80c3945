import { z } from 'zod';

const LIST_LIMIT_MAX = 200;
const NAME_LENGTH_MAX = 200;
/** Each that there is, with room for more. */
const ACTIONS_LENGTH_MAX = 4000;

const ACTIONS = /^[a-z0-9-]+(\.[a-z0-9-]+)*(,[a-z0-9-]+(\.[a-z0-9-]+)*)*$/;

const moment = z.iso.datetime('Expected a time in UTC, such as 2026-03-01T08:00:00.000Z.');

export const searchAuditInput = z.object({
  query: z.object({
    actor: z.uuid('Expected the id of a user.').optional(),
    action: z
      .string()
      .max(ACTIONS_LENGTH_MAX)
      .regex(
        ACTIONS,
        'Expected an action such as entry.publish, or a group of them such as entry; several with commas between.',
      )
      .optional()
      .meta({ description: 'Such as `entry.publish`, or `entry` for a group; several with commas between.' }),
    subject: z.string().max(NAME_LENGTH_MAX).optional().meta({ description: 'Such as `entry:` and its id.' }),
    from: moment.optional().meta({ description: 'From this moment on.' }),
    before: moment.optional().meta({ description: 'Up to this moment, without it.' }),
    limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).optional(),
    cursor: z
      .string()
      .max(NAME_LENGTH_MAX)
      .optional()
      .meta({ description: '`nextCursor` of the page before.' }),
  }),
});
