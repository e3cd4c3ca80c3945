import { z } from 'zod';
import { apiSchemas } from './registry.ts';

export const auditListSchema = z
  .object({
    records: z.array(
      z.object({
        id: z.uuid(),
        at: z.iso.datetime(),
        actor: z
          .object({ id: z.string(), name: z.string().nullable() })
          .nullable()
          .meta({ description: 'null: the installation itself, or the command line.' }),
        token: z.object({ id: z.string(), name: z.string() }).nullable().meta({
          description:
            'The API token by which a program did it in the name of the actor, as it was called then.',
        }),
        action: z.string().meta({ description: 'Such as `entry.publish`.' }),
        subject: z.string().meta({ description: 'Such as `entry:` and its id.' }),
        about: z
          .array(
            z.object({
              subject: z.string(),
              name: z.string().nullable().meta({
                description:
                  'As it is called now, or was when it was done where it is gone; null where nobody knows, or the reader may not.',
              }),
              collection: z
                .string()
                .nullable()
                .meta({ description: 'Of an entry that the reader may read.' }),
              isThere: z
                .boolean()
                .meta({ description: 'Whether the reader finds it where such things are.' }),
            }),
          )
          .meta({
            description:
              'The subject with its name; of a publication or a schedule, the first of what it holds. It is no part of the record.',
          }),
        aboutCount: z.number().int().meta({ description: 'Of how many `about` names the first.' }),
        correlationId: z.string().nullable().meta({ description: 'Ties it to the log.' }),
        details: z.record(z.string(), z.unknown()),
        isErased: z.boolean().meta({ description: 'Whether the details had to be erased.' }),
      }),
    ),
    nextCursor: z.string().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .meta({ description: 'Who did what to what, the newest first.' })
  .register(apiSchemas, { id: 'AuditList' });
