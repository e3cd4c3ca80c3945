import { z } from 'zod';
import { backlinksSchema } from './entry.ts';
import { problemSchema } from './problem.ts';
import { apiSchemas } from './registry.ts';

export const MEDIA_KINDS = ['picture', 'document', 'audio', 'video'] as const;

const focal = z.strictObject({ x: z.number(), y: z.number() }).meta({
  description:
    'What must stay in sight when the picture is cropped: from 0 to 1, from the left and from the top.',
  examples: [{ x: 0.5, y: 0.33 }],
});

const variantSchema = z
  .object({ format: z.string(), width: z.int(), height: z.int(), hash: z.string() })
  .register(apiSchemas, { id: 'MediaVariant' });

export const mediaSchema = z
  .object({
    id: z.uuid(),
    fileName: z.string(),
    kind: z.enum(MEDIA_KINDS),
    contentType: z.string().meta({ description: 'By its bytes.', examples: ['image/jpeg'] }),
    sizeBytes: z.int(),
    hash: z.string().meta({ description: 'SHA-256 of the bytes as they are kept.' }),
    width: z.int().nullable().meta({ description: 'Of a picture, upright.' }),
    height: z.int().nullable(),
    alt: z.string().meta({ description: 'What the picture shows, for those who do not see it.' }),
    isDecorative: z.boolean().meta({
      description: 'It shows nothing that anybody has to be told: its alternative text is to be empty.',
    }),
    focal,
    tags: z.array(z.string()).meta({ description: 'By which editors find it again. No page shows them.' }),
    placeholder: z.string().nullable().meta({
      description: 'A ThumbHash in Base64: drawn until the picture is there.',
    }),
    variants: z.array(variantSchema).meta({ description: 'Made so far: WebP at once, AVIF a while later.' }),
    isUsed: z.boolean().meta({ description: 'Whether it stands in any entry.' }),
    createdAt: z.iso.datetime(),
    createdBy: z.uuid().nullable(),
  })
  .register(apiSchemas, { id: 'Media' });

export const mediaListSchema = z
  .object({
    media: z.array(mediaSchema),
    nextCursor: z.uuid().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .register(apiSchemas, { id: 'MediaList' });

export const mediaTagListSchema = z
  .object({
    tags: z.array(z.object({ tag: z.string(), count: z.int().meta({ description: 'Files that have it.' }) })),
  })
  .register(apiSchemas, { id: 'MediaTagList' });

export const mediaUsageSchema = backlinksSchema
  .extend({
    shownOn: z
      .object({
        pages: z.array(z.object({ path: z.string(), url: z.url() })),
        nextCursor: z.string().nullable().meta({ description: '`pagesCursor` of the next page.' }),
        fileUrl: z.url().nullable().meta({
          description:
            'Where visitors get the file itself, or else the largest picture that pages show of it. null: no page leads to any of them.',
        }),
      })
      .nullable()
      .meta({
        description:
          'The public pages that show the file or a picture made of it, also as a link, whatever brings it there, in the order in which they came to be. null: nothing is known here of the pages of the site, since nothing has been released yet, or this server does not share `DATA_DIR` with the one that publishes.',
      }),
  })
  .meta({ description: 'The entries in which the file stands, by title, and the pages that show it.' })
  .register(apiSchemas, { id: 'MediaUsage' });

export const changeMediaSchema = z
  .strictObject({
    alt: z.string(),
    isDecorative: z.boolean().optional().meta({
      description:
        'That nobody has to be told what it shows; `alt` is empty then. Left out, it stays as it is, and with an `alt` it becomes false.',
    }),
    focal,
    tags: z
      .array(z.string())
      .optional()
      .meta({ description: 'All that it has from now on. Left out, they stay.' }),
  })
  .meta({ examples: [{ alt: 'A fjord at dawn', focal: { x: 0.5, y: 0.33 }, tags: ['Norway'] }] })
  .register(apiSchemas, { id: 'ChangeMedia' });

export const uploadedMediaSchema = z
  .object({
    results: z.array(
      z.object({
        fileName: z.string().meta({ description: 'As it was sent.' }),
        media: mediaSchema.nullable().meta({ description: 'null: it was refused.' }),
        isKnown: z.boolean().meta({
          description: 'The same bytes had been uploaded before: `media` is what they became then.',
        }),
        notes: z.array(z.string()).meta({ description: 'Such as that the name said something else.' }),
        problem: problemSchema.nullable(),
      }),
    ),
  })
  .meta({ description: 'One result for each file, in their order.' })
  .register(apiSchemas, { id: 'UploadedMedia' });

export const deletedMediaSchema = z
  .object({ id: z.uuid(), publication: z.int().nullable().meta({ description: 'Its number in the log.' }) })
  .register(apiSchemas, { id: 'DeletedMedia' });

export const uploadSchema = z
  .object({
    id: z.uuid(),
    fileName: z.string(),
    sizeBytes: z.int(),
    receivedBytes: z.int(),
    expiresAt: z.iso.datetime(),
    mediaId: z.uuid().nullable().meta({ description: 'What it has become, once all bytes have come.' }),
  })
  .register(apiSchemas, { id: 'Upload' });

export const beginDirectUploadSchema = z
  .strictObject({
    fileName: z.string().max(500),
    sizeBytes: z.int().min(0),
    contentType: z.string().max(200).nullable().optional().meta({
      description: 'What you take it for. Its bytes decide what it is.',
    }),
  })
  .meta({ examples: [{ fileName: 'film.mp4', sizeBytes: 12_000_000 }] })
  .register(apiSchemas, { id: 'BeginDirectUpload' });

export const finishUploadSchema = z
  .strictObject({
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .meta({ description: 'Of all bytes: where they have another one, nothing is kept.' }),
  })
  .meta({ examples: [{}] })
  .register(apiSchemas, { id: 'FinishUpload' });

export const directUploadSchema = z
  .object({
    upload: uploadSchema,
    parts: z
      .array(
        z.object({
          number: z.int(),
          start: z.int().meta({ description: 'Its first byte in the file.' }),
          sizeBytes: z.int(),
          url: z.url().meta({
            description: 'Takes exactly these many bytes by PUT, without any credentials.',
          }),
        }),
      )
      .meta({ description: 'The first hundred of those that are missing.' }),
    missingParts: z.int().meta({ description: 'How many are missing in all.' }),
    urlsExpireAt: z.iso.datetime(),
  })
  .register(apiSchemas, { id: 'DirectUpload' });

export type Media = z.infer<typeof mediaSchema>;
