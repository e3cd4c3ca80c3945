import { z } from 'zod';
import { entrySummarySchema } from './entry.ts';
import { apiSchemas } from './registry.ts';

export const translationListSchema = z
  .object({
    translations: z
      .array(
        z.object({
          locale: z.string(),
          entry: entrySummarySchema.nullable().meta({ description: 'null: there is none yet.' }),
          source: z
            .object({
              entryId: z.uuid(),
              versionId: z.uuid().meta({
                description:
                  'What of it was translated. It is kept: compare it with the draft of the source.',
              }),
              isOutdated: z
                .boolean()
                .meta({ description: 'The draft of the source says something else by now.' }),
            })
            .nullable()
            .meta({ description: 'null: it is an original, or nobody has said what it was made from.' }),
        }),
      )
      .meta({ description: 'One for each locale of the site.' }),
  })
  .register(apiSchemas, { id: 'TranslationList' });

export const createTranslationSchema = z
  .strictObject({ locale: z.string().meta({ examples: ['de'] }) })
  .register(apiSchemas, { id: 'CreateTranslation' });

export const confirmTranslationSchema = z
  .strictObject({
    entryId: z.uuid().meta({ description: 'The translation that this one follows.' }),
    versionId: z.uuid().meta({ description: 'The version of it that you have seen.' }),
  })
  .meta({
    examples: [
      {
        entryId: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
        versionId: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e11',
      },
    ],
  })
  .register(apiSchemas, { id: 'ConfirmTranslation' });
