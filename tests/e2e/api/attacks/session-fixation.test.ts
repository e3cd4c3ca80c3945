import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionSchema } from '../../../../model/api/account.ts';
import { createOwnerLink } from '../../../../server/accounts/create-owner-link.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from '../api-server.ts';
import type { Client } from '../client.ts';
import { startMailPlace, type MailPlace } from '../mail-place.ts';
import { ADMIN_URL, show, SIGN_IN, STEP, withPasskey } from '../passkey-place.ts';

const SESSION = '/api/v1/session';

let test: TestDatabase;
let server: ApiServer;
let mails: MailPlace;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database, { adminUrl: ADMIN_URL });
  mails = await startMailPlace(test.database);
});
afterAll(async () => {
  await mails.close();
  await server.close();
  await test.close();
});

type Way = { email: string; enter: (client: Client) => Promise<unknown> };

/** Every way by which somebody gets a session. */
const WAYS: [name: string, prepare: () => Promise<Way>][] = [
  [
    'the one-time link of the owner',
    async () => {
      const token = (await createOwnerLink(test.database, { now: new Date() }))?.token;
      const email = 'owner@example.org';
      const body = { token, email, name: 'Olga', password: PASSWORD };
      return { email, enter: (client) => client.post('/api/v1/setup', body) };
    },
  ],
  [
    'the password',
    async () => {
      const email = await server.createUser('editor');
      return { email, enter: (client) => client.post(SESSION, { email, password: PASSWORD }) };
    },
  ],
  [
    'an invite',
    async () => {
      const email = 'invited@example.org';
      await (await server.signInAs('owner')).post('/api/v1/invites', { email, role: 'viewer' });
      const token = await mails.nextTokenTo(email);
      const body = { name: 'Ivo', password: PASSWORD };
      return { email, enter: (client) => client.post(`/api/v1/invites/${token}`, body) };
    },
  ],
  [
    'a new password',
    async () => {
      const email = await server.createUser('author');
      await server.client().post('/api/v1/password-resets', { email });
      const token = await mails.nextTokenTo(email);
      const body = { password: 'another long pass phrase' };
      return { email, enter: (client) => client.post(`/api/v1/password-resets/${token}`, body) };
    },
  ],
  [
    'a passkey after the password',
    async () => {
      const { email, passkey } = await withPasskey(server);
      const enter = async (client: Client) => {
        await client.post(SESSION, { email, password: PASSWORD });
        return await show(client, { path: STEP, passkey });
      };
      return { email, enter };
    },
  ],
  [
    'a passkey alone',
    async () => {
      const { email, passkey } = await withPasskey(server);
      return { email, enter: (client) => show(client, { path: SIGN_IN, passkey }) };
    },
  ],
];

describe.each(WAYS)('who comes in by %s', (_, prepare) => {
  it('gets a session that nobody knew before, whatever the browser was made to hold', async () => {
    const { email, enter } = await prepare();
    const attacker = await server.signInAs('viewer');
    const attackerId = await userIdOf(attacker);
    const victim = server.client();
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
    await enter(victim);

    expect(victim.cookies.get('stillpress_session')).not.toBe(attacker.cookies.get('stillpress_session'));
    const { user } = sessionSchema.parse((await victim.get(SESSION)).json);
    expect(user.email).toBe(email);
    // What was planted is still its maker's, and opens nothing of the victim's.
    expect(await userIdOf(attacker)).toBe(attackerId);
  });
});

describe('a planted cookie', () => {
  it('without a signature, or with that of another, is worth nothing before the sign-in and after it', async () => {
    const [first, second] = [await server.signInAs('viewer'), await server.signInAs('editor')];
    const planted: [token: string, signature: string][] = [
      ['planted', ''],
      ['planted', first.cookies.get('stillpress_session.sig') ?? ''],
      [second.cookies.get('stillpress_session') ?? '', first.cookies.get('stillpress_session.sig') ?? ''],
      [second.cookies.get('stillpress_session') ?? '', ''],
    ];
    for (const [token, signature] of planted) {
      const email = await server.createUser('viewer');
      const victim = server.client();
      victim.cookies.set('stillpress_session', token);
      if (signature !== '') victim.cookies.set('stillpress_session.sig', signature);
      const copy = [...victim.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      expect((await victim.get(SESSION)).status).toBe(401);
      expect((await victim.post(SESSION, { email, password: PASSWORD })).status).toBe(201);
      expect(victim.cookies.get('stillpress_session')).not.toBe(token);
      expect((await server.client().get(SESSION, { Cookie: copy })).status).toBe(401);
    }
  });

  it('beside the real one, under the same name, is never mixed with it', async () => {
    const [victim, attacker] = [await server.signInAs('editor'), await server.signInAs('viewer')];
    const real = [...victim.cookies].map(([name, value]) => `${name}=${value}`);
    const planted = [...attacker.cookies].map(([name, value]) => `${name}=${value}`);
    for (const [cookies, role] of [
      [[...planted, ...real], 'viewer'],
      [[...real, ...planted], 'editor'],
    ] as const) {
      const reply = await server.client().get(SESSION, { Cookie: cookies.join('; ') });
      // The first one whole, as the browser orders them: never the token of one with the rights of the other.
      expect(sessionSchema.parse(reply.json).user.role).toBe(role);
    }
  });
});

describe('a session', () => {
  it('is another one at each sign-in, and the one before is not brought along', async () => {
    const email = await server.createUser('editor');
    const client = server.client();
    const seen = new Set<string | undefined>();
    for (let round = 0; round < 4; round++) {
      await client.post(SESSION, { email, password: PASSWORD });
      seen.add(client.cookies.get('stillpress_session'));
    }
    expect(seen.size).toBe(4);
  });

  it('that was signed out stays out, whoever kept the cookie', async () => {
    const client = await server.signInAs('editor');
    const copy = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await client.send('DELETE', SESSION)).status).toBe(204);
    expect((await server.client().get(SESSION, { Cookie: copy })).status).toBe(401);
  });
});

async function userIdOf(client: Client): Promise<string> {
  return sessionSchema.parse((await client.get(SESSION)).json).user.id;
}
