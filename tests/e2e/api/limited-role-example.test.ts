import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { roleSchema } from '../../../model/api/role.ts';
import type { CustomRole } from '../../../server/accounts/actor.ts';
import { ROOT } from '../../runner/run-program.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { makeEntry } from './limited-role.ts';

const [, EXAMPLE = ''] =
  /```json\n(.*?)```/s.exec(readFileSync(join(ROOT, 'docs/permissions.md'), 'utf8')) ?? [];
const ENTRIES = '/api/v1/entries';

let test: TestDatabase;
let server: ApiServer;
let owner: Client;
let berta: Client;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  owner = await server.signInAs('owner');
  const role = roleSchema.parse((await owner.post('/api/v1/roles', JSON.parse(EXAMPLE))).json);
  berta = await server.signInAs(role as CustomRole);
});
afterAll(async () => {
  await server.close();
  await test.close();
});

const codeOf = ({ json, status }: Reply) => [status, (json as { code?: string } | undefined)?.code];

const seen = (versionId: string) => ({ 'If-Match': `"${versionId}"` });

it('allows what docs/permissions.md says of the role in its example', async () => {
  const german = await makeEntry(server, owner);
  const english = await makeEntry(server, owner, { locale: 'en' });
  await makeEntry(server, owner, { collection: 'authors' });
  const mine = await makeEntry(server, berta);

  const { entries } = (await berta.get(ENTRIES)).json as { entries: { id: string }[] };
  expect(entries.map(({ id }) => id)).toEqual([mine.id, german.id]);
  expect((await berta.get(`${ENTRIES}/${german.id}`)).status).toBe(200);
  const save = await berta.put(`${ENTRIES}/${german.id}/draft`, { content: {} }, seen(german.versionId));
  expect(codeOf(save)).toEqual([403, 'not-allowed']);
  expect(codeOf(await berta.get(`${ENTRIES}/${english.id}`))).toEqual([404, 'entry-not-found']);
  const there = { collection: 'posts', locale: 'en', content: {} };
  expect(codeOf(await berta.post(ENTRIES, there))).toEqual([403, 'not-allowed']);
  const translations = `${ENTRIES}/${mine.id}/translations`;
  expect(codeOf(await berta.post(translations, { locale: 'en' }))).toEqual([403, 'not-allowed']);
  expect((await berta.get(translations)).json).toMatchObject({ translations: [{ locale: 'de' }] });
  const both = [mine, english].map(({ id, versionId }) => ({ id, versionId }));
  const bundle = await berta.post('/api/v1/publications', { entries: both });
  expect(codeOf(bundle)).toEqual([404, 'entry-not-found']);
  expect(entrySchema.parse((await berta.get(`${ENTRIES}/${mine.id}`)).json).state).toBe('draft');
  const publish = `${ENTRIES}/${mine.id}/publish`;
  expect((await berta.post(publish, undefined, seen(mine.versionId))).status).toBe(202);
  for (const path of ['releases', 'audit', 'users', 'publishing'])
    expect(codeOf(await berta.get(`/api/v1/${path}`))).toEqual([403, 'not-allowed']);
});
