import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const moment = z.iso.datetime();

const releaseSummarySchema = z
  .object({
    number: z.int().min(1),
    target: z.string(),
    seq: z.int().min(0).meta({ description: 'What it shows: the publications up to this one.' }),
    publicationHash: z.string().meta({ description: 'The hash of that publication.' }),
    templateBuild: z.string(),
    reason: z.enum(['publication', 'template', 'rebuild', 'rollback', 'clock', 'takedown', 'withdrawal']),
    pagesRendered: z.int(),
    changedCount: z.int().meta({ description: 'How many public addresses it changed.' }),
    rolledBackBy: z.object({ id: z.uuid(), name: z.string() }).nullable().meta({
      description: 'Who had the site rolled back; null for other releases, and where nobody is known.',
    }),
    work: z.record(z.string(), z.number()).meta({
      description: 'What was counted: `rowsRead`, `readsReevaluated`, `pagesRendered`.',
    }),
    timings: z.record(z.string(), z.number()).meta({ description: 'Milliseconds by stage.' }),
    createdAt: moment,
    finishedAt: moment.nullable().meta({ description: 'null while it is being applied.' }),
    correlationId: z.string().nullable(),
    purge: z
      .object({
        state: z.enum(['waiting', 'done']),
        urls: z.int().nullable().meta({ description: 'How many addresses it was to forget.' }),
        at: moment.nullable(),
        error: z.string().nullable().meta({ description: 'Why it does not know yet.' }),
      })
      .nullable()
      .meta({ description: 'What the cache in front of the site has been told; null: there was none.' }),
  })
  .meta({ description: 'What bringing the public files up to date changed.' })
  .register(apiSchemas, { id: 'ReleaseSummary' });

const releasedFileSchema = z
  .object({
    hash: z.string().meta({ description: 'SHA-256 of the bytes.' }),
    contentType: z.string(),
    redirect: z.object({ status: z.int(), location: z.string() }).nullable(),
  })
  .register(apiSchemas, { id: 'ReleasedFile' });

export const releaseSchema = releaseSummarySchema
  .extend({
    files: z.array(
      z.object({
        file: z.string(),
        path: z.string(),
        change: z.enum(['created', 'changed', 'removed']),
        before: releasedFileSchema.nullable(),
        after: releasedFileSchema.nullable(),
        cause: z.string().nullable().meta({ description: 'What made it change.' }),
      }),
    ),
  })
  .meta({ description: 'A release with every file that it changed.' })
  .register(apiSchemas, { id: 'Release' });

export const releaseListSchema = z
  .object({
    releases: z.array(releaseSummarySchema),
    nextBefore: z.int().nullable().meta({ description: '`before` of the next page.' }),
    pin: z
      .object({
        releaseNumber: z.int(),
        seq: z.int().meta({ description: 'What visitors get: the publications up to this one.' }),
        pinnedAt: moment,
        pinnedBy: z.uuid().nullable(),
        pinnedByName: z.string().nullable().meta({ description: 'null: the installation itself.' }),
        reason: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Where the site is held after a rollback; null if it is not.' }),
  })
  .register(apiSchemas, { id: 'ReleaseList' });

const REASON_LENGTH_MAX = 1_000;

export const rollBackSchema = z
  .strictObject({
    reason: z.string().max(REASON_LENGTH_MAX).optional().meta({
      description: 'For those who wonder later why nothing goes live.',
    }),
  })
  .register(apiSchemas, { id: 'RollBack' });

export const publisherJobSchema = z
  .object({ job: z.object({ id: z.uuid(), state: z.literal('accepted') }) })
  .meta({ description: 'The process that publishes has been asked and does it as soon as it can.' })
  .register(apiSchemas, { id: 'PublisherJob' });
