import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inviteListSchema, inviteSchema, newInviteSchema } from '../../../model/api/invite.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { newId } from '../../../server/store/new-id.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { startMailPlace, type MailPlace } from './mail-place.ts';

const INVITES = '/api/v1/invites';
const RESETS = '/api/v1/password-resets';

const code = ({ json, status }: Reply): [number, string] => [status, problemSchema.parse(json).code];
const newEmail = (): string => `${newId()}@example.org`;

describe.each(DIALECTS)('links by mail on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let mails: MailPlace;
  let owner: Client;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    mails = await startMailPlace(test.database);
    owner = await server.signInAs('owner');
  });
  afterAll(async () => {
    await mails.close();
    await server.close();
    await test.close();
  });

  it('let somebody in who was invited, once', async () => {
    const email = newEmail();
    const made = await owner.post(INVITES, { email, name: 'Ada', role: 'editor' });
    expect(made.status).toBe(201);
    const { id, link } = newInviteSchema.parse(made.json);
    expect(link).toBeNull();
    const { invites } = inviteListSchema.parse((await owner.get(INVITES)).json);
    expect(invites.map((invite) => invite.id)).toContain(id);

    const token = await mails.nextTokenTo(email);
    const somebody = server.client();
    const shown = await somebody.get(`${INVITES}/${token}`);
    expect([shown.status, shown.json]).toEqual([
      200,
      {
        email,
        name: 'Ada',
        role: 'editor',
        roleName: 'editor',
        invitedBy: 'owner',
        expiresAt: expect.any(String),
      },
    ]);
    const accepted = await somebody.post(`${INVITES}/${token}`, { name: 'Ada A.', password: PASSWORD });
    expect([accepted.status, accepted.headers.location]).toEqual([201, '/api/v1/session']);
    expect((await somebody.get('/api/v1/session')).json).toMatchObject({
      user: { email, name: 'Ada A.', role: 'editor' },
    });
    const again = await server.client().post(`${INVITES}/${token}`, { name: 'Eve', password: PASSWORD });
    expect(code(again)).toEqual([410, 'link-not-valid']);
    expect(code(await server.client().get(`${INVITES}/${token}`))).toEqual([410, 'link-not-valid']);
  });

  it('are answered to whoever invites where no mail is sent, once, and those of a password to nobody', async () => {
    const silent = await startApiServer(test.database, { hasMailServer: false });
    try {
      const inviter = await silent.signInAs('admin');
      const email = newEmail();
      const made = await inviter.post(INVITES, { email, role: 'author' });
      const { link } = newInviteSchema.parse(made.json);
      const token = link?.split('/admin/invite#')[1] ?? '';
      expect((await inviter.get(INVITES)).text).not.toContain(token);
      const accepted = await silent.client().post(`${INVITES}/${token}`, { name: 'Ada', password: PASSWORD });
      expect(accepted.status).toBe(201);
      const known = await silent.client().post(RESETS, { email });
      const unknown = await silent.client().post(RESETS, { email: newEmail() });
      expect([known.status, known.json]).toEqual([unknown.status, unknown.json]);
      expect(known.json).toEqual({
        isMailed: false,
        message: expect.stringContaining('This installation sends no mail. Ask whoever runs it'),
      });
      const refused = await (
        await silent.signInAs('author')
      ).post(INVITES, { email: newEmail(), role: 'author' });
      expect(code(refused)).toEqual([403, 'not-allowed']);
    } finally {
      await silent.close();
    }
  });

  it('let nobody in once they are withdrawn', async () => {
    const email = newEmail();
    const { id } = inviteSchema.parse((await owner.post(INVITES, { email, role: 'viewer' })).json);
    const token = await mails.nextTokenTo(email);
    expect((await owner.send('DELETE', `${INVITES}/${id}`)).status).toBe(204);
    expect(code(await server.client().get(`${INVITES}/${token}`))).toEqual([410, 'link-not-valid']);
    expect(code(await owner.send('DELETE', `${INVITES}/${id}`))).toEqual([404, 'invite-not-found']);
  });

  it('set a new password, which ends all sessions and signs in', async () => {
    const email = await server.createUser('author');
    const before = server.client();
    await before.post('/api/v1/session', { email, password: PASSWORD });
    const asked = await server.client().post(RESETS, { email });
    expect(asked.status).toBe(202);
    const token = await mails.nextTokenTo(email);
    const somebody = server.client();
    const set = await somebody.post(`${RESETS}/${token}`, { password: 'another pass phrase' });
    expect([set.status, set.headers.location]).toEqual([201, '/api/v1/session']);
    expect((await somebody.get('/api/v1/session')).status).toBe(200);
    expect((await before.get('/api/v1/session')).status).toBe(401);
    expect(code(await somebody.post(`${RESETS}/${token}`, { password: 'another pass phrase' }))).toEqual([
      410,
      'link-not-valid',
    ]);
    expect((await before.post('/api/v1/session', { email, password: 'another pass phrase' })).status).toBe(
      201,
    );
  });

  it('are answered the same where there is no account, and no mail is sent', async () => {
    const [known, unknown] = [await server.createUser('author'), newEmail()];
    const replies = [
      await server.client().post(RESETS, { email: unknown }),
      await server.client().post(RESETS, { email: known }),
    ];
    const [first, second] = replies.map(({ headers, status, text }) => {
      const { date: _, 'x-request-id': __, ...rest } = headers;
      return { status, text, headers: rest };
    });
    expect(first).toEqual(second);
    await mails.settled();
    expect([mails.countTo(known), mails.countTo(unknown)]).toEqual([1, 0]);
  });

  it('are asked for as often as one network may, which takes nothing from others', async () => {
    const behindProxy = await startApiServer(test.database, { trustProxy: { kind: 'hops', hops: 1 } });
    try {
      const email = await server.createUser('author');
      const ask = (address: string) =>
        behindProxy.client().post(RESETS, { email }, { 'X-Forwarded-For': address });
      for (let count = 0; count < 20; count++) expect((await ask('192.0.2.1')).status).toBe(202);
      const refused = await ask('192.0.2.1');
      expect(code(refused)).toEqual([429, 'too-many-requests']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
      expect((await ask('192.0.2.2')).status).toBe(202);
      const signedIn = await behindProxy
        .client()
        .post('/api/v1/session', { email, password: PASSWORD }, { 'X-Forwarded-For': '192.0.2.1' });
      expect(signedIn.status).toBe(201);
    } finally {
      await behindProxy.close();
    }
  });

  it('stay out of the logs, whether they are used or refused', async () => {
    const email = newEmail();
    await owner.post(INVITES, { email, role: 'viewer' });
    const token = await mails.nextTokenTo(email);
    await server.client().get(`${INVITES}/${token}`);
    await server.client().post(`${INVITES}/${token}`, { name: 'A', password: 'short' });
    await server.client().post(`${RESETS}/${token}`, { password: PASSWORD });
    const logged = [...server.logLines, ...mails.logLines].join('');
    expect(logged).toContain(`"path":"${INVITES}/[redacted]"`);
    expect(logged).not.toContain(token);
  });
});
