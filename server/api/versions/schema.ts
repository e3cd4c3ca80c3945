import { z } from 'zod';
import { nameVersionSchema } from '../../../model/api/version.ts';
import { listLimit } from '../list-limit.ts';

const id = z.string().meta({ description: 'The id of the entry.' });
const versionId = z.string().meta({ description: 'The id of the version.' });
const params = z.object({ id, versionId });

export const listVersionsInput = z.object({
  params: z.object({ id }),
  query: z.object({
    limit: listLimit.optional(),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const versionInput = z.object({ params });

export const nameVersionInput = z.object({ params, body: nameVersionSchema });

export const compareVersionsInput = z.object({
  params: z.object({ id }),
  query: z.object({
    from: z.string().meta({ description: 'The id of a version.' }),
    to: z.string().optional().meta({ description: 'The id of another; the draft, if it is left out.' }),
  }),
});
