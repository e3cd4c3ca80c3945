import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const templateProblemSchema = z
  .object({
    code: z.string().meta({
      description:
        '`template-build-failed`: the compiler refuses them. `template-failed`: a page cannot be rendered.',
    }),
    message: z.string().meta({ description: "The compiler's or the template's own words, with the place." }),
    template: z.string().nullable().meta({
      description: '`site/pages/index.astro:12:3`: the file with line and column, as far as they are known.',
    }),
  })
  .register(apiSchemas, { id: 'TemplateProblem' });

const publishingProblemSchema = templateProblemSchema
  .extend({
    code: z.string(),
    message: z.string(),
    seq: z.int().meta({ description: 'The newest publication at that time.' }),
    isReleased: z.boolean().meta({
      description:
        'Visitors have everything but the pages that the message names; false: nothing was released.',
    }),
    since: z.iso.datetime(),
    attempts: z.int(),
    retryAt: z.iso.datetime(),
  })
  .register(apiSchemas, { id: 'PublishingProblem' });

export const publishingStatusSchema = z
  .object({
    isPublishing: z.boolean().meta({
      description: 'Whether a process publishes now. If not, the rest is what the last one that did has met.',
    }),
    templateBuild: z.string().nullable().meta({
      description: 'The template build that pages are rendered with; null where nothing has published yet.',
    }),
    templateProblem: templateProblemSchema.nullable().meta({
      description:
        'Why the templates as they are now are not used: visitors see those of before. null once they are mended.',
    }),
    problem: publishingProblemSchema.nullable().meta({
      description:
        'Why the newest publications, or some pages, are not public as they should be. It is tried again.',
    }),
    schedules: z
      .object({
        armed: z.int(),
        blocked: z.int().meta({ description: 'Of those, `GET /api/v1/schedules?state=blocked` says why.' }),
        nextDueAt: z.iso.datetime().nullable(),
        lastLatenessMs: z.int().nullable().meta({
          description: 'How long after its time the last one that fired was in the publication log.',
        }),
        maxLatenessMs: z
          .int()
          .nullable()
          .meta({ description: 'Of all that have fired within the last day.' }),
      })
      .meta({ description: 'How what is scheduled stands.' }),
    alarms: z
      .array(
        z.object({
          path: z.string(),
          at: z.iso.datetime(),
          found: z.string().meta({ description: 'What a fresh render made of it.' }),
          reads: z.array(z.string()).meta({ description: 'The reads that are not as they are on record.' }),
        }),
      )
      .meta({
        description:
          'Pages that are not what the templates make of what is published, or depend on what is not on record: the newest last. They end with the templates that they were found with.',
      }),
  })
  .register(apiSchemas, { id: 'PublishingStatus' });

export type PublishingStatus = z.infer<typeof publishingStatusSchema>;
