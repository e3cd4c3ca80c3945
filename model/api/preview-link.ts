import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const moment = z.iso.datetime();

const previewLinkSchema = z
  .object({
    id: z.uuid(),
    entryId: z.uuid(),
    versionId: z.uuid().nullable().meta({
      description: 'The version that it shows; null: the draft, whatever it is when somebody looks.',
    }),
    label: z.string().nullable().meta({ description: 'Whom it is for, where somebody has said so.' }),
    hasPassword: z.boolean(),
    state: z.enum(['open', 'expired', 'revoked']),
    createdAt: moment,
    createdBy: z.uuid().nullable(),
    createdByName: z.string().nullable(),
    expiresAt: moment,
    revokedAt: moment.nullable(),
    views: z
      .int()
      .meta({ description: 'How often it was opened. Looking through the site from there is one view.' }),
    lastViewedAt: moment.nullable(),
  })
  .register(apiSchemas, { id: 'PreviewLink' });

export const previewLinkListSchema = z
  .object({ links: z.array(previewLinkSchema) })
  .register(apiSchemas, { id: 'PreviewLinkList' });

export const newPreviewLinkSchema = z
  .object({
    ...previewLinkSchema.shape,
    url: z.string().meta({ description: 'Shown this once: nobody can read it again.' }),
  })
  .register(apiSchemas, { id: 'NewPreviewLink' });

export const createPreviewLinkSchema = z
  .strictObject({
    expiresAt: moment.meta({ description: 'In 90 days at most.' }),
    versionId: z.uuid().nullable().optional().meta({
      description:
        'Shows this version whatever is saved later. Left out or null: the draft as it is when somebody looks.',
    }),
    password: z
      .string()
      .optional()
      .meta({ description: 'Asked of whoever opens it. At least ten characters.' }),
    label: z.string().optional().meta({ description: 'Whom it is for. A line of up to 100 characters.' }),
  })
  .meta({ examples: [{ expiresAt: '2026-12-24T18:00:00.000Z', label: 'The printers' }] })
  .register(apiSchemas, { id: 'CreatePreviewLink' });
