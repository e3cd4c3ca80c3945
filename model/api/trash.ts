import { z } from 'zod';
import { acceptedSchema } from './accepted.ts';
import { brokenLinksSchema } from './broken-link.ts';
import { entrySchema } from './entry.ts';
import { problemSchema } from './problem.ts';
import { apiSchemas } from './registry.ts';

const BULK_ENTRIES_MAX = 200;

export const trashedEntrySchema = z
  .object({
    publication: acceptedSchema.meta({ description: 'The withdrawal. null: it was not public.' }),
    entry: entrySchema,
    brokenLinks: brokenLinksSchema,
  })
  .register(apiSchemas, { id: 'TrashedEntry' });

export const deletedEntrySchema = z
  .object({
    publication: acceptedSchema.meta({
      description: 'What takes away the redirects that led to it. null: there was none.',
    }),
  })
  .register(apiSchemas, { id: 'DeletedEntry' });

export const bulkSchema = z
  .strictObject({
    action: z.enum(['publish', 'withdraw', 'trash', 'restore', 'delete']),
    entries: z
      .array(
        z.strictObject({
          id: z.uuid(),
          versionId: z.uuid().meta({ description: 'The version that you saw, as with `If-Match`.' }),
        }),
      )
      .min(1)
      .max(BULK_ENTRIES_MAX),
    despiteReferences: z
      .boolean()
      .optional()
      .meta({ description: 'Delete what others refer to, too: those lead nowhere then.' }),
    links: z
      .literal('anyway')
      .optional()
      .meta({ description: 'Publish, withdraw or move to the trash what leaves links dead, too.' }),
  })
  .meta({
    examples: [
      {
        action: 'trash',
        entries: [
          {
            id: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
            versionId: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e11',
          },
        ],
      },
    ],
  })
  .register(apiSchemas, { id: 'Bulk' });

export const bulkResultSchema = z
  .object({
    done: z.int().min(0),
    failed: z.int().min(0),
    results: z
      .array(
        z.object({
          id: z.uuid(),
          problem: problemSchema.nullable().meta({ description: 'null: it was done.' }),
          publication: acceptedSchema,
          entry: entrySchema
            .nullable()
            .meta({ description: 'null: it was deleted, or the problem says why.' }),
        }),
      )
      .meta({ description: 'In the order of the request.' }),
  })
  .register(apiSchemas, { id: 'BulkResult' });
