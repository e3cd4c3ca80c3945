import { ADDRESSES, ANSWERED_AS_IS, WITHOUT_KEY } from './addresses.ts';
import { clientOf, type ApiClient, type ApiClientOptions } from './client-of.ts';
import { createCookieJar } from './cookie-jar.ts';

export type { ApiClient, ApiClientOptions, ApiRequest } from './client-of.ts';

/** One method for each operation of the API, under its name in the OpenAPI document. Each is one request: nothing is sent again by itself. */
export function createApiClient(options: ApiClientOptions = {}): ApiClient {
  const table = { addresses: ADDRESSES, answeredAsIs: ANSWERED_AS_IS, withoutKey: WITHOUT_KEY };
  return clientOf(table, options, options.token === undefined ? createCookieJar(options.cookies) : null);
}
