import { bundleSchema } from '../../../model/api/bundle.ts';
import type { Database } from '../../../server/store/database.ts';
import type { Client } from './client.ts';

export const BUNDLES = '/api/v1/bundles';

type Place = { database: Database; owner: Client; entryId: string; createdBy: string | null };

/** A bundle with the entry, of whoever is named, and what its route is sent. */
export async function prepareBundle(
  route: string,
  { createdBy, database, entryId, owner }: Place,
): Promise<{ address: string; headers: Record<string, string>; body: unknown }> {
  const entries = [{ id: entryId }];
  const { id } = bundleSchema.parse((await owner.post(BUNDLES, { title: 'A bundle', entries })).json);
  if (createdBy !== null)
    await database.write((tx) =>
      tx.updateTable('bundle').set({ created_by: createdBy }).where('id', '=', id).execute(),
    );
  const [method, path = ''] = route.split(' ');
  const address = path.replace(':id', id).replace(':entryId', entryId);
  const bodies: Readonly<Record<string, unknown>> = {
    POST: { entries },
    PUT: { title: 'Another', note: '' },
  };
  return { address, headers: {}, body: bodies[method ?? ''] };
}
