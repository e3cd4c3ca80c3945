import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const labelSchema = z.union([z.string(), z.record(z.string(), z.string()).readonly()]);

const fieldSchema = z
  .looseObject({ type: z.string() })
  .readonly()
  .meta({ description: 'A field: its type, and the options that the type has.' })
  .register(apiSchemas, { id: 'Field' });

const collectionSchema = z
  .object({
    label: labelSchema,
    single: z.boolean(),
    url: z.string().nullable(),
    title: z.string().nullable(),
    card: z.array(z.string()).readonly(),
    sort: z.array(z.object({ field: z.string(), order: z.enum(['ascending', 'descending']) })).readonly(),
    filterable: z.array(z.string()).readonly(),
    sortable: z.array(z.string()).readonly(),
    fields: z.record(z.string(), fieldSchema).readonly(),
  })
  .register(apiSchemas, { id: 'Collection' });

export const contentModelSchema = z
  .object({
    locales: z.array(z.string()).readonly(),
    defaultLocale: z.string(),
    collections: z.record(z.string(), collectionSchema).readonly(),
  })
  .register(apiSchemas, { id: 'ContentModel' });
