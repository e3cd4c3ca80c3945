import { useQuery } from '@tanstack/react-query';
import { contentModelQuery } from '../api/queries.ts';

/** Those whose entries have pages: to others nothing leads. */
export function usePageCollections(): string[] {
  const { data: model } = useQuery(contentModelQuery);
  const all = Object.entries(model?.collections ?? {});
  return all.flatMap(([name, { url }]) => (url === null ? [] : [name]));
}
