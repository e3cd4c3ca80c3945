import { z } from 'zod';
import {
  addToBundleSchema,
  BUNDLE_STATES,
  changeBundleSchema,
  createBundleSchema,
} from '../../../model/api/bundle.ts';
import { listLimit } from '../list-limit.ts';

const params = z.object({ id: z.string().meta({ description: 'The id of the bundle.' }) });

export const listBundlesInput = z.object({
  query: z.strictObject({
    state: z.enum(BUNDLE_STATES).optional(),
    entry: z.string().optional().meta({ description: 'Those that this entry is in alone.' }),
    limit: listLimit.default(50),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const createBundleInput = z.object({ body: createBundleSchema });

export const bundleInput = z.object({ params });

export const changeBundleInput = z.object({ params, body: changeBundleSchema });

export const addToBundleInput = z.object({ params, body: addToBundleSchema });

export const removeFromBundleInput = z.object({
  params: params.extend({ entryId: z.string().meta({ description: 'The id of the entry.' }) }),
});
