import {
  addedPasskeySchema,
  passkeyCreationSchema,
  passkeyRequestSchema,
} from '../../../model/api/passkey.ts';
import { createSoftwarePasskey, type Changes, type SoftwarePasskey } from '../../support/software-passkey.ts';
import { PASSWORD, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

/** Where browsers make passkeys. */
export const ADMIN_URL = 'https://admin.example/admin';
const ORIGIN = new URL(ADMIN_URL).origin;
export const PASSKEYS = '/api/v1/profile/passkeys';
const SESSION = '/api/v1/session';
export const STEP = `${SESSION}/second-factor/passkey`;
export const SIGN_IN = `${SESSION}/passkey`;

export const newPasskey = (): SoftwarePasskey => createSoftwarePasskey(ORIGIN);

/** Of somebody who has no second factor yet. */
export async function addFirstPasskey(client: Client, passkey: SoftwarePasskey) {
  const begun = await client.post(`${PASSKEYS}/options`, { current: PASSWORD });
  const created = passkey.create(passkeyCreationSchema.parse(begun.json));
  return addedPasskeySchema.parse(
    (await client.post(PASSKEYS, { name: 'Telephone', passkey: created })).json,
  );
}

/** Somebody with a passkey, and what they sign in with. */
export async function withPasskey(server: ApiServer) {
  const email = await server.createUser('editor');
  const client = server.client();
  await client.post(SESSION, { email, password: PASSWORD });
  const passkey = newPasskey();
  const { passkey: added, recoveryCodes } = await addFirstPasskey(client, passkey);
  return { client, email, passkey, added, recoveryCodes };
}

/** What a passkey makes of what is asked at this address. */
export async function shownAt(
  client: Client,
  { changes = {}, passkey, path }: { path: string; passkey: SoftwarePasskey; changes?: Changes },
) {
  const asked = passkeyRequestSchema.parse((await client.post(`${path}-options`)).json);
  return { passkey: passkey.show(asked, changes) };
}

export async function show(
  client: Client,
  shown: { path: string; passkey: SoftwarePasskey; changes?: Changes },
): Promise<Reply> {
  return await client.post(shown.path, await shownAt(client, shown));
}
