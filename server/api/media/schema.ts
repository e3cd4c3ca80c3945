import { z } from 'zod';
import {
  beginDirectUploadSchema,
  changeMediaSchema,
  finishUploadSchema,
  MEDIA_KINDS,
} from '../../../model/api/media.ts';
import { VARIANT_WIDTHS } from '../../../model/media-variants.ts';
import { listLimit } from '../list-limit.ts';

const params = z.object({ id: z.uuid() });
const yesOrNo = z.enum(['true', 'false']).transform((value) => value === 'true');

export const mediaInput = z.object({ params });

export const beginDirectUploadInput = z.object({ body: beginDirectUploadSchema });

export const finishUploadInput = z.object({ params, body: finishUploadSchema });

export const listMediaInput = z.object({
  query: z.object({
    kind: z.enum(MEDIA_KINDS).optional(),
    used: yesOrNo.optional().meta({ description: 'Whether it stands in any entry.' }),
    lacksAlt: yesOrNo.optional().meta({
      description:
        'Whether it is a picture of which nobody has said what it shows, or that it only decorates.',
    }),
    tag: z.string().max(60).optional(),
    q: z.string().max(200).optional().meta({ description: 'Words of the name or of the alternative text.' }),
    limit: listLimit.optional(),
    cursor: z.uuid().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const changeMediaInput = z.object({ params, body: changeMediaSchema });

export const deleteMediaInput = z.object({
  params,
  query: z.object({
    despiteUse: yesOrNo.optional().meta({ description: 'Delete it although it stands in entries.' }),
  }),
});

export const mediaUsageInput = z.object({
  params,
  query: z.object({
    limit: listLimit.optional(),
    cursor: z.string().max(1_000).optional().meta({ description: '`nextCursor` of the page before.' }),
    pagesCursor: z
      .string()
      .max(100)
      .optional()
      .meta({ description: '`shownOn.nextCursor` of the answer before.' }),
  }),
});

const NOT_A_WIDTH = `Expected one of ${VARIANT_WIDTHS.join(', ')}.`;
const NOT_A_RATIO = 'Expected two whole numbers from 1 to 32, such as 16:9.';

export const mediaFileInput = z.object({
  params,
  query: z.object({
    width: z.coerce
      .number(NOT_A_WIDTH)
      .refine((width) => VARIANT_WIDTHS.some((known) => known === width), NOT_A_WIDTH)
      .optional()
      .meta({ description: `Of a picture, in this width: ${VARIANT_WIDTHS.join(', ')}.` }),
    ratio: z
      .string()
      .regex(/^(?:[1-9]|[12]\d|3[0-2]):(?:[1-9]|[12]\d|3[0-2])$/, NOT_A_RATIO)
      .optional()
      .meta({ description: 'Cropped around the focal point, such as `16:9`.' }),
    format: z.enum(['webp', 'avif']).optional(),
    hash: z.string().max(64).optional().meta({
      description:
        'That of the file, as you know it: after it was replaced, this is another address, so that a browser may show for an hour what it has.',
    }),
  }),
});
