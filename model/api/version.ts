import { z } from 'zod';
import { entryContentSchema } from './entry.ts';
import { apiSchemas } from './registry.ts';

const id = z.uuid();
const moment = z.iso.datetime();

const versionSchema = z
  .object({
    id: id.meta({ description: 'What it names never changes. It may be gone: see `isKept`.' }),
    number: z.int().min(1).meta({ description: '1, 2, 3 … within the entry.' }),
    name: z.string().nullable(),
    begunAt: moment.meta({ description: 'The first of the saves that it holds.' }),
    savedAt: moment.meta({ description: 'The last of them.' }),
    savedBy: id.nullable(),
    savedByName: z.string().nullable().meta({ description: 'null: the installation itself.' }),
    isKept: z.boolean().meta({
      description:
        'Kept for good: it was published, named or restored, or a restore went on from it. Otherwise, as long as it is the draft, the next save of the same editor takes its place, unless ten minutes have passed.',
    }),
    isDraft: z.boolean(),
    isPublic: z.boolean(),
    wasPublished: z.boolean().meta({ description: 'Now or once.' }),
    restoredFrom: z.int().nullable().meta({
      description: 'The number of the version whose content it brought back.',
    }),
  })
  .meta({ description: 'A version in the history of its entry, without its content.' })
  .register(apiSchemas, { id: 'Version' });

export const versionWithContentSchema = versionSchema
  .extend({ content: entryContentSchema })
  .register(apiSchemas, { id: 'VersionWithContent' });

export const versionListSchema = z
  .object({ versions: z.array(versionSchema), nextCursor: z.string().nullable() })
  .register(apiSchemas, { id: 'VersionList' });

export const nameVersionSchema = z
  .strictObject({
    name: z.string().nullable().meta({ description: 'Null takes the name away; the version stays kept.' }),
  })
  .meta({ examples: [{ name: 'As sent to the lawyers' }] })
  .register(apiSchemas, { id: 'NameVersion' });

const wordRunSchema = z
  .object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })
  .meta({ description: 'A run of text that both versions have, or one of them.' })
  .register(apiSchemas, { id: 'WordRun' });

const blockDifferenceSchema = z
  .object({
    id: z.string().meta({ description: 'Of the block.' }),
    type: z.string(),
    change: z.enum(['added', 'removed', 'moved', 'changed']),
    isMoved: z.boolean().meta({ description: 'A block may be moved and changed.' }),
    before: z.int().nullable().meta({ description: 'Its place among all blocks, from 0.' }),
    after: z.int().nullable(),
    words: z.array(wordRunSchema).nullable().meta({ description: 'Null if its text is the same.' }),
    attributes: z.array(z.string()).meta({ description: 'The names of those that differ.' }),
    isReformatted: z.boolean().meta({ description: 'Only the formatting of its text differs.' }),
  })
  .register(apiSchemas, { id: 'BlockDifference' });

const place = {
  path: z.string().meta({ examples: ['seo.title', 'links[1].href'] }),
  label: z.string(),
};

const fieldDifferenceSchema = z
  .discriminatedUnion('kind', [
    z.object({ ...place, kind: z.literal('text'), words: z.array(wordRunSchema) }),
    z.object({ ...place, kind: z.literal('richText'), blocks: z.array(blockDifferenceSchema) }),
    z.object({ ...place, kind: z.literal('value'), before: z.unknown(), after: z.unknown() }),
  ])
  .register(apiSchemas, { id: 'FieldDifference' });

export const versionComparisonSchema = z
  .object({ from: versionSchema, to: versionSchema, differences: z.array(fieldDifferenceSchema) })
  .register(apiSchemas, { id: 'VersionComparison' });
