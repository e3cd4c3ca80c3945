import { clientOf } from '../../../model/api/client-of.ts';
import { FIRST_ADDRESSES } from '../../../model/api/first-addresses.ts';
import { explain } from '../problems/explain.ts';

/** As `api.ts`, for what is asked before anything is shown. */
export const firstApi = clientOf(
  { addresses: FIRST_ADDRESSES, answeredAsIs: new Set(), withoutKey: new Set() },
  { explain },
);
