import type { ApiRequest } from '../../../../model/api/client.ts';

/** As a form sends it. */
export type Grant = ApiRequest<'createRole'>['body']['grants'][number];
