import { sessionSchema } from '../../../model/api/account.ts';
import { entrySchema } from '../../../model/api/entry.ts';
import { roleSchema } from '../../../model/api/role.ts';
import { ENTRY_ACTIONS } from '../../../model/permission.ts';
import type { CustomRole } from '../../../server/accounts/actor.ts';
import { newId } from '../../../server/store/new-id.ts';
import type { ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

type Grants = readonly Record<string, unknown>[];

/** Everything that can be done to an entry, with those in German posts that they have made themselves, and nothing else. */
export const OWN_GERMAN_POSTS: Grants = [
  { actions: ENTRY_ACTIONS, collections: ['posts'], locales: ['de'], whose: 'own' },
];

export async function makeRole(owner: Client, grants: Grants, name = `Role ${newId()}`): Promise<CustomRole> {
  const reply = await owner.post('/api/v1/roles', { name, grants });
  if (reply.status !== 201) throw new Error(reply.text);
  return roleSchema.parse(reply.json) as CustomRole;
}

export async function idOf(client: Client): Promise<string> {
  return sessionSchema.parse((await client.get('/api/v1/session')).json).user.id;
}

export type Made = { id: string; versionId: string; title: string };

type Place = { collection?: string; locale?: string; createdBy?: string; content?: Record<string, unknown> };

/** An entry of somebody's, made by whoever may make it. */
export async function makeEntry(
  { database }: ApiServer,
  maker: Client,
  { collection = 'posts', createdBy, locale = 'de', content = {} }: Place = {},
): Promise<Made> {
  const title = `Post ${newId()}`;
  const named = collection === 'posts' ? { title } : { name: title };
  const made = await maker.post('/api/v1/entries', { collection, locale, content: { ...named, ...content } });
  if (made.status !== 201) throw new Error(made.text);
  const { draft, id } = entrySchema.parse(made.json);
  if (createdBy !== undefined)
    await database.write((tx) =>
      tx.updateTable('entry').set({ created_by: createdBy }).where('id', '=', id).execute(),
    );
  return { id, versionId: draft.versionId, title };
}
