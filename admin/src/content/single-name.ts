import { contentModelQuery } from '../api/queries.ts';
import { queryClient } from '../api/query-client.ts';
import { labelText } from './label-text.ts';

/**
 * What a single goes by that never has a title: its label, in the language of the screen. The server calls it so in its own.
 * Null of everything else, and as long as the content model is not there.
 */
export function singleName(collection: string | null): string | null {
  const declared = queryClient.getQueryData(contentModelQuery.queryKey)?.collections[collection ?? ''];
  return declared?.single === true && declared.title === null ? labelText(declared.label) : null;
}
