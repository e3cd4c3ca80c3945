import { createApiClient } from '../../../model/api/client.ts';
import { explain } from '../problems/explain.ts';

/** The server that this page came from, in the name of whoever is signed in here. */
export const api = createApiClient({ explain });
