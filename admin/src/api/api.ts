import { createApiClient } from '../../../model/api/client.ts';

/** The server that this page came from, in the name of whoever is signed in here. */
export const api = createApiClient();
