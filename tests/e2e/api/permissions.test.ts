import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionSchema } from '../../../model/api/account.ts';
import { apiTokenSchema } from '../../../model/api/api-token.ts';
import { entrySchema } from '../../../model/api/entry.ts';
import { inviteSchema } from '../../../model/api/invite.ts';
import { uploadedMediaSchema } from '../../../model/api/media.ts';
import { ownSessionListSchema } from '../../../model/api/profile.ts';
import { roleSchema } from '../../../model/api/role.ts';
import { newPreviewLinkSchema } from '../../../model/api/preview-link.ts';
import { recoveryCodesSchema, totpEnrolmentSchema } from '../../../model/api/second-factor.ts';
import { scheduleSchema } from '../../../model/api/schedule.ts';
import { deliverySchema, webhookWithSecretSchema } from '../../../model/api/webhook.ts';
import { ROLES, type Role } from '../../../server/accounts/actor.ts';
import { ROUTES } from '../../../server/api/routes.ts';
import { newId } from '../../../server/store/new-id.ts';
import { ROOT } from '../../runner/run-program.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { formOf } from '../../support/media/forms.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { totpCode } from '../../support/totp-code.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import { BUNDLES, prepareBundle } from './bundle-place.ts';
import type { Client } from './client.ts';
import { addFirstPasskey, ADMIN_URL, newPasskey, PASSKEYS } from './passkey-place.ts';
import { readEvents } from './read-events.ts';
import { prepareUpload } from './upload-place.ts';

const TABLE = readTable();
let pictures = 0;
let test: TestDatabase;
let server: ApiServer;
let owner: Client;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database, { adminUrl: ADMIN_URL });
  owner = await server.signInAs('owner');
});
afterAll(async () => {
  await server.close();
  await test.close();
});

it('has a row for every route, and for no other', () => {
  const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(TABLE.map(({ route }) => route).toSorted()).toEqual(routes.toSorted());
});

describe.each(TABLE)('$route', ({ route, cells }) => {
  it.each(cells)('answers $who: $expected', async ({ who, expected }) => {
    const isRole = ROLES.find((role) => role === who);
    const client = isRole === undefined ? server.client() : await server.signInAs(isRole);
    const foreign = await ask(route, client, null);
    const own =
      isRole === undefined || !isOfEntry(route) ? foreign : await ask(route, client, await idOf(client));
    expect(summary(foreign, own)).toBe(expected);
  });
});

function summary(foreign: string, own: string): string {
  if (foreign === own) return foreign;
  return foreign === 'no' && own === 'yes' ? 'own' : `${foreign} with others', ${own} with their own`;
}

/** Makes what the route acts on, asks the route, and says whether the client was let in. */
async function ask(route: string, client: Client, createdBy: string | null): Promise<string> {
  if (route === 'GET /api/v1/events') return await askStream(client);
  const [method = '', path = ''] = route.split(' ');
  const { address, bytes, headers, body } = await prepare(route, path, { client, createdBy });
  const json = body === undefined ? { body: bytes ?? '' } : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const { status, json: answer } = await client.send(method, address, {
    headers: { ...headers, ...type },
    ...json,
  });
  const code = codeOf(answer);
  if (status === 401 && code === 'not-signed-in') return '401';
  if ((status === 403 || status === 200) && code === 'not-allowed') return 'no';
  // What is asked for is there and well-formed, but for what this server does not have: releases, and a link that still works.
  const isLetIn =
    status < 400 ||
    [
      'release-not-found',
      'not-released',
      'not-pinned',
      'link-not-valid',
      'redirect-not-found',
      'sign-in-not-pending',
      'challenge-not-open',
      'job-not-found',
      'no-direct-upload',
    ].includes(code ?? '');
  return isLetIn ? 'yes' : `${status} ${code ?? ''}`;
}

/** Of what was refused whole, or of the one thing that was asked for among many. */
function codeOf(answer: unknown): string | undefined {
  const { code, results } = (answer ?? {}) as { code?: string; results?: { problem?: { code: string } }[] };
  return code ?? results?.[0]?.problem?.code;
}

/** It does not end by itself. */
async function askStream(client: Client): Promise<string> {
  const { close, status } = await readEvents(client, { port: server.port });
  close();
  return status === 200 ? 'yes' : String(status);
}

function isOfEntry(route: string): boolean {
  return /\/(entries\/:id|entries\/bulk|media\/:id|plan|bundles\/:id|publications|schedules|v1\/preview)|:entryId/.test(
    route,
  );
}

type Prepared = {
  address: string;
  headers: Record<string, string>;
  body: unknown;
  bytes?: Buffer;
};

type Asking = { client: Client; createdBy: string | null };

async function prepare(route: string, path: string, { client, createdBy }: Asking): Promise<Prepared> {
  if (path.startsWith('/api/v1/users/')) {
    const id = await idOf(await server.signInAs('viewer'));
    const body = path.endsWith('/role') ? { role: 'author' } : undefined;
    return { address: path.replace(':id', id), headers: {}, body };
  }
  if (path.startsWith('/api/v1/roles')) return await prepareRole(route, path);
  if (path.startsWith('/api/v1/webhooks')) return await prepareWebhook(route, path);
  if (path.startsWith('/api/v1/media')) return await prepareMedia(route, path, createdBy);
  if (path.startsWith('/api/v1/uploads')) return await prepareUpload(route, path, client);
  if (isOfEntry(route)) return await prepareEntry(route, path, createdBy);
  if (path === '/api/v1/tokens/:id') {
    const made = await client.post('/api/v1/tokens', { name: 'A test', scopes: ['read'] });
    const id = apiTokenSchema.safeParse(made.json).data?.id ?? newId();
    return { address: path.replace(':id', id), headers: {}, body: undefined };
  }
  if (path === '/api/v1/profile/sessions/:id') {
    const sessions = ownSessionListSchema.safeParse((await client.get('/api/v1/profile/sessions')).json);
    const id = sessions.data?.sessions[0]?.id ?? newId();
    return { address: path.replace(':id', id), headers: {}, body: undefined };
  }
  if (/\/profile\/(?:totp|recovery-codes)/.test(path)) return await prepareSecondFactor(path, client);
  if (path.startsWith(PASSKEYS)) return await preparePasskey(path, client);
  if (route === 'DELETE /api/v1/invites/:invite') return await prepareInvite(path);
  const ids = { ':id': newId(), ':number': '1', ':file': 'start.js', ':invite': 'none', ':token': 'none' };
  const address = path.replaceAll(/:\w+/g, (name) => ids[name as keyof typeof ids] ?? name);
  if (route === 'DELETE /api/v1/redirects')
    return { address: `${address}?path=/old/`, headers: {}, body: undefined };
  if (route === 'GET /api/v1/setup')
    return { address: `${address}?token=none`, headers: {}, body: undefined };
  return { address, headers: {}, body: await bodyOf(route) };
}

async function prepareMedia(route: string, path: string, createdBy: string | null): Promise<Prepared> {
  const form = await pictureForm();
  if (route === 'POST /api/v1/media') return { address: path, body: undefined, ...form };
  const made = uploadedMediaSchema.parse((await owner.send('POST', '/api/v1/media', asSent(form))).json);
  const id = made.results[0]?.media?.id ?? '';
  if (createdBy !== null)
    await test.database.write((tx) =>
      tx.updateTable('media').set({ created_by: createdBy }).where('id', '=', id).execute(),
    );
  const address = path.replace(':id', id);
  if (route.startsWith('POST')) return { address, body: undefined, ...(await pictureForm()) };
  const body = route.startsWith('PUT') ? { alt: 'A dot', focal: { x: 0.5, y: 0.5 } } : undefined;
  return { address, headers: {}, body };
}

/** Each shows something else: the same bytes are the same file. */
async function pictureForm() {
  return formOf([
    { fileName: 'dot.png', bytes: await pictureBytes({ width: 2 + (pictures += 1), height: 2 }) },
  ]);
}

function asSent({ bytes, headers }: { bytes: Buffer; headers: Record<string, string> }) {
  return { headers, body: bytes };
}

/** Codes are good once: what is asked for uses the next one. */
async function prepareSecondFactor(path: string, client: Client): Promise<Prepared> {
  if (path.endsWith('/totp')) return { address: path, headers: {}, body: { current: PASSWORD } };
  const enrolled = await client.post('/api/v1/profile/totp', { current: PASSWORD });
  const secret = totpEnrolmentSchema.safeParse(enrolled.json).data?.secret;
  const code = secret === undefined ? '000000' : totpCode(secret, new Date());
  if (path.endsWith('/confirm')) return { address: path, headers: {}, body: { code } };
  const confirmed = await client.post('/api/v1/profile/totp/confirm', { code });
  const [recoveryCode = code] = recoveryCodesSchema.safeParse(confirmed.json).data?.recoveryCodes ?? [];
  return { address: path, headers: {}, body: { current: PASSWORD, code: recoveryCode } };
}

async function preparePasskey(path: string, client: Client): Promise<Prepared> {
  if (path === `${PASSKEYS}/options`) return { address: path, headers: {}, body: { current: PASSWORD } };
  const made = { clientDataJSON: 'e30', attestationObject: 'AA', transports: [] };
  if (path === PASSKEYS) return { address: path, headers: {}, body: { name: 'Key', passkey: made } };
  const isSignedIn = (await client.get('/api/v1/session')).status === 200;
  const { passkey, recoveryCodes } = isSignedIn
    ? await addFirstPasskey(client, newPasskey())
    : { passkey: { id: newId() }, recoveryCodes: ['none'] };
  const address = path.replace(':id', passkey.id);
  if (path.endsWith('/proof-options')) return { address, headers: {}, body: undefined };
  const [code] = recoveryCodes;
  return {
    address,
    headers: {},
    body: path.endsWith('/remove') ? { current: PASSWORD, code } : { name: 'B' },
  };
}

async function prepareInvite(path: string): Promise<Prepared> {
  const invited = { email: `${newId()}@example.org`, role: 'viewer' };
  const { id } = inviteSchema.parse((await owner.post('/api/v1/invites', invited)).json);
  return { address: path.replace(':invite', id), headers: {}, body: undefined };
}

async function prepareRole(route: string, path: string): Promise<Prepared> {
  const settings = { name: `Role ${newId()}`, grants: [{ actions: ['entry.read'] }] };
  const body = route.startsWith('P') ? settings : undefined;
  if (!path.includes(':id')) return { address: path, headers: {}, body };
  const made = { ...settings, name: `Role ${newId()}` };
  const { id } = roleSchema.parse((await owner.post('/api/v1/roles', made)).json);
  return { address: path.replace(':id', id), headers: {}, body };
}

async function prepareEntry(route: string, path: string, createdBy: string | null): Promise<Prepared> {
  const title = `Post ${newId()}`;
  const made = await owner.post('/api/v1/entries', { collection: 'posts', content: { title } });
  const { id, draft } = entrySchema.parse(made.json);
  const headers = { 'If-Match': `"${draft.versionId}"` };
  let seq = '';
  if (path.includes(':seq') || path.endsWith('/withdraw') || path.endsWith('/takedown')) {
    const published = await owner.post(`/api/v1/entries/${id}/publish`, undefined, headers);
    expect(published.status).toBe(202);
    seq = published.headers.location?.split('/').at(-1) ?? '';
  }
  if (route === 'DELETE /api/v1/entries/:id' || path === '/api/v1/entries/:id/restore')
    expect((await owner.post(`/api/v1/entries/${id}/trash`, undefined, headers)).status).toBe(200);
  if (createdBy !== null) {
    await test.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: createdBy }).where('id', '=', id).execute(),
    );
  }
  const { versionId } = draft;
  if (path.startsWith(BUNDLES))
    return await prepareBundle(route, { database: test.database, owner, entryId: id, createdBy });
  if (path.startsWith(SCHEDULES)) return await prepareSchedule(route, path, { id, versionId });
  if (path.endsWith('/preview-links/:linkId')) {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const link = await owner.post(`/api/v1/entries/${id}/preview-links`, { expiresAt });
    const { id: linkId } = newPreviewLinkSchema.parse(link.json);
    return { address: path.replace(':id', id).replace(':linkId', linkId), headers, body: undefined };
  }
  if (path.endsWith('/source')) {
    const german = await owner.post(`/api/v1/entries/${id}/translations`, { locale: 'de' });
    const source = entrySchema.parse(german.json);
    const body = { entryId: source.id, versionId: source.draft.versionId };
    return { address: path.replace(':id', id), headers, body };
  }
  const ids = { ':id': id, ':entryId': id, ':seq': seq, ':versionId': versionId };
  const query = path.endsWith('/compare')
    ? `?from=${versionId}`
    : route === 'DELETE /api/v1/entries/:id/presence'
      ? '?clientId=a'
      : '';
  const address = path.replaceAll(/:\w+/g, (name) => ids[name as keyof typeof ids] ?? name) + query;
  return { address, headers, body: bodyOfEntry(route, { id, title, versionId }) };
}

const SCHEDULES = '/api/v1/schedules';

async function prepareSchedule(
  route: string,
  path: string,
  entry: { id: string; versionId: string },
): Promise<Prepared> {
  const at = { time: '2090-01-01T09:00', timeZone: 'Europe/Berlin' };
  const wanted = { at, entries: [entry] };
  if (!path.includes(':id'))
    return { address: path, headers: {}, body: route.startsWith('POST') ? wanted : undefined };
  const { id } = scheduleSchema.parse((await owner.post(SCHEDULES, wanted)).json);
  return {
    address: path.replace(':id', id),
    headers: {},
    body: route.startsWith('PATCH') ? { at } : undefined,
  };
}

async function prepareWebhook(route: string, path: string): Promise<Prepared> {
  const settings = {
    name: `Webhook ${newId()}`,
    url: 'https://hooks.example.org/',
    events: ['release.done'],
  };
  const body = route.startsWith('PUT') || route === 'POST /api/v1/webhooks' ? settings : undefined;
  if (!path.includes(':id')) return { address: path, headers: {}, body };
  // There may be fifty; what an earlier cell has made is in nobody's way.
  await test.database.write((tx) => tx.deleteFrom('webhook').execute());
  const made = await owner.post('/api/v1/webhooks', settings);
  const { id } = webhookWithSecretSchema.parse(made.json).webhook;
  const ping = deliverySchema.parse((await owner.post(`/api/v1/webhooks/${id}/test`)).json);
  return { address: path.replace(':id', id).replace(':deliveryId', ping.id), headers: {}, body };
}

function bodyOfEntry(
  route: string,
  { id, title, versionId }: { id: string; title: string; versionId: string },
): unknown {
  if (route === 'POST /api/v1/entries/:id/preview-links')
    return { expiresAt: new Date(Date.now() + 60_000).toISOString() };
  if (route === 'POST /api/v1/preview') return { entryId: id, content: { title, slug: `post-${id}` } };
  if (route.endsWith('/draft')) return { content: { title, slug: `post-${id}` } };
  if (route.endsWith('/takedown')) return { reason: 'A test.' };
  if (route.startsWith('PUT') && route.endsWith('/presence')) return { clientId: 'a', blockId: null };
  if (route.endsWith('/takeover')) return { clientId: 'a' };
  if (route.endsWith('/name')) return { name: 'As it was' };
  if (route === 'POST /api/v1/entries/:id/translations') return { locale: 'de' };
  if (route.endsWith('/bulk')) return { action: 'trash', entries: [{ id, versionId }] };
  if (route === 'POST /api/v1/plan') return { entries: [{ id }] };
  return route === 'POST /api/v1/publications' ? { entries: [{ id, versionId }] } : undefined;
}

const MADE_UP_PASSKEY = { id: 'AA', clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' };

async function bodyOf(route: string): Promise<unknown> {
  const redirect = { path: `/old-${newId()}/`, status: 301, to: { kind: 'path', path: '/' } };
  switch (route) {
    case 'POST /api/v1/setup':
      return { token: 'none', email: 'a@example.org', name: 'A', password: PASSWORD };
    case 'POST /api/v1/session':
      return { email: await server.createUser('viewer'), password: PASSWORD };
    case 'POST /api/v1/session/second-factor':
      return { code: '000000' };
    case 'POST /api/v1/session/second-factor/passkey':
    case 'POST /api/v1/session/passkey':
      return { passkey: { ...MADE_UP_PASSKEY, userHandle: null } };
    case 'POST /api/v1/password-resets':
      return { email: await server.createUser('viewer') };
    case 'POST /api/v1/password-resets/:token':
      return { password: PASSWORD };
    case 'POST /api/v1/bundles':
      return { title: 'A bundle' };
    case 'POST /api/v1/tokens':
      return { name: 'A test', scopes: ['read'] };
    case 'PUT /api/v1/sign-in-policy':
      return { secondFactorRoles: [] };
    case 'PUT /api/v1/profile':
      return { name: 'Ada' };
    case 'PUT /api/v1/profile/preferences':
      return { views: [], columns: {} };
    case 'PUT /api/v1/profile/password':
      return { current: PASSWORD, password: 'another pass phrase' };
    case 'POST /api/v1/invites':
      return { email: `${newId()}@example.org`, role: 'viewer' };
    case 'POST /api/v1/invites/:invite':
      return { name: 'Ada', password: PASSWORD };
    case 'POST /api/v1/entries':
      return { collection: 'posts', content: { title: `Post ${newId()}` } };
    case 'PUT /api/v1/redirects':
    case 'POST /api/v1/redirects/bulk':
      return route.endsWith('/bulk') ? { redirects: [redirect] } : redirect;
    default:
      return route === 'POST /api/v1/releases/:number/rollback' ? {} : undefined;
  }
}

async function idOf(client: Client): Promise<string> {
  return sessionSchema.parse((await client.get('/api/v1/session')).json).user.id;
}

type Cell = { who: Role | 'nobody'; expected: string };

function readTable(): { route: string; cells: Cell[] }[] {
  const text = readFileSync(join(ROOT, 'docs/permissions.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  const [head = [], , ...body] = rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const columns = head.slice(1);
  expect(columns.toSorted()).toEqual(['nobody', ...ROLES].toSorted());
  return body.map(([route = '', ...cells]) => ({
    route: route.replaceAll('`', ''),
    cells: cells.map((expected, index) => ({ who: columns[index] as Cell['who'], expected })),
  }));
}
