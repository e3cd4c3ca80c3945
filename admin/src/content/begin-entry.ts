import type { QueryClient } from '@tanstack/react-query';
import type { Entry } from '../../../model/api/entry.ts';
import type { Collection } from '../../../model/content-model.ts';
import { initialContent } from '../../../model/initial-content.ts';
import { api } from '../api/api.ts';
import { entryQuery } from '../api/queries.ts';

type Beginning = { collection: string; declared: Collection };

/** With what is declared for the beginning; whoever opens it next need not ask for it. */
export async function beginEntry(client: QueryClient, { collection, declared }: Beginning): Promise<Entry> {
  const entry = (await api.createEntry({ body: { collection, content: initialContent(declared) } })).body;
  client.setQueryData(entryQuery(entry.id).queryKey, entry);
  return entry;
}
