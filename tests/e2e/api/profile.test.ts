import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionSchema } from '../../../model/api/account.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { ownSessionListSchema } from '../../../model/api/profile.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { startMailPlace, type MailPlace } from './mail-place.ts';

const PROFILE = '/api/v1/profile';
const SESSIONS = `${PROFILE}/sessions`;
const NEW = 'another long pass phrase';

const code = ({ json, status }: Reply): [number, string] => [status, problemSchema.parse(json).code];
const statusOf = async (client: Client): Promise<number> => (await client.get(PROFILE)).status;

describe.each(DIALECTS)('one’s own account on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let mails: MailPlace;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    mails = await startMailPlace(test.database);
  });
  afterAll(async () => {
    await mails.close();
    await server.close();
    await test.close();
  });

  const signIn = async (email: string, headers: Record<string, string> = {}): Promise<Client> => {
    const client = server.client();
    const reply = await client.post('/api/v1/session', { email, password: PASSWORD }, headers);
    expect(reply.status).toBe(201);
    return client;
  };

  it('is read and changed', async () => {
    const email = await server.createUser('author');
    const person = await signIn(email);
    expect((await person.get(PROFILE)).json).toEqual({
      id: expect.any(String),
      email,
      name: 'author',
      role: 'author',
      roleName: 'author',
      createdAt: expect.any(String),
    });
    expect((await person.put(PROFILE, { name: 'Ada' })).json).toMatchObject({ name: 'Ada', email });
    const other = `${newId()}@example.org`;
    const refused = await person.put(PROFILE, { name: 'Ada', email: other });
    expect(code(refused)).toEqual([422, 'invalid-input']);
    expect((await person.put(PROFILE, { name: 'Ada', email: other, current: PASSWORD })).status).toBe(200);
    expect((await person.get('/api/v1/session')).json).toMatchObject({ user: { name: 'Ada', email: other } });
    await signIn(other);
  });

  it('gets no role by its profile', async () => {
    const person = await server.signInAs('viewer');
    expect(code(await person.put(PROFILE, { name: 'Eve', role: 'owner' }))).toEqual([422, 'invalid-input']);
  });

  it('gets another password, and the other browsers are out', async () => {
    const email = await server.createUser('author');
    const [here, there] = [await signIn(email), await signIn(email)];
    const set = await here.put(`${PROFILE}/password`, { current: PASSWORD, password: NEW });
    expect([set.status, set.json]).toEqual([200, { ended: 1 }]);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
  });

  it('does a change under an Idempotency-Key once, and keeps nothing by which the password could be guessed', async () => {
    const email = await server.createUser('author');
    const [person, key] = [await signIn(email), newId()];
    const set = (password: string): Promise<Reply> =>
      person.put(`${PROFILE}/password`, { current: PASSWORD, password }, { 'Idempotency-Key': key });
    const [first, again] = [await set(NEW), await set(NEW)];
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([200, 200, 'true']);
    expect(code(await set('one more pass phrase'))).toEqual([422, 'key-reused']);
    const rows = await test.database.db
      .selectFrom('idempotency_key')
      .selectAll()
      .where('key', '=', key)
      .execute();
    expect(rows).toMatchObject([{ request_hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });

  it('ends sessions one by one, and all others', async () => {
    const email = await server.createUser('author');
    const [here, there] = [await signIn(email), await signIn(email)];
    await signIn(email);
    const { sessions } = ownSessionListSchema.parse((await there.get(SESSIONS)).json);
    const own = sessions.find(({ isCurrent }) => isCurrent);
    expect(sessions).toHaveLength(3);
    const ended = await there.send('DELETE', `${SESSIONS}/${own?.id}`);
    expect([ended.status, there.cookies.size, await statusOf(there)]).toEqual([204, 0, 401]);
    expect(code(await here.send('DELETE', `${SESSIONS}/${own?.id}`))).toEqual([404, 'session-not-found']);
    expect((await here.send('DELETE', SESSIONS)).json).toEqual({ ended: 1 });
    expect(await statusOf(here)).toBe(200);
  });

  it('ends nobody else’s sessions', async () => {
    const [person, other] = [await server.signInAs('author'), await server.signInAs('owner')];
    const { sessions } = ownSessionListSchema.parse((await person.get(SESSIONS)).json);
    const attempt = await other.send('DELETE', `${SESSIONS}/${sessions[0]?.id}`);
    expect(code(attempt)).toEqual([404, 'session-not-found']);
    expect(await statusOf(person)).toBe(200);
  });

  it('is signed out everywhere by an admin', async () => {
    const [person, admin] = [await server.signInAs('author'), await server.signInAs('admin')];
    const { user } = sessionSchema.parse((await person.get('/api/v1/session')).json);
    const ended = await admin.send('DELETE', `/api/v1/users/${user.id}/sessions`);
    expect([ended.status, ended.json]).toEqual([200, { ended: 1 }]);
    expect(await statusOf(person)).toBe(401);
  });

  it('is told of a sign-in with a browser that it has not been seen with, once', async () => {
    const email = await server.createUser('author');
    const firefox = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' };
    await signIn(email, firefox);
    const mail = await mails.nextTo(email);
    expect(mail).toContain('Subject: A new sign-in at site.example');
    expect(mail).toContain('127.0.0.1');
    expect(mail).toContain('Firefox/140.0');
    await signIn(email, firefox);
    await signIn(email, { 'User-Agent': firefox['User-Agent'].replaceAll('140', '141') });
    await mails.settled();
    expect(mails.countTo(email)).toBe(1);
    await signIn(email, { 'User-Agent': 'curl/8.0' });
    expect(await mails.nextTo(email)).toContain('curl/8.0');
  });

  it('is told of nothing where the password was wrong, nor when the account is made', async () => {
    const email = await server.createUser('author');
    await server.client().post('/api/v1/session', { email, password: 'a wrong one' });
    const invited = `${newId()}@example.org`;
    const owner = await server.signInAs('owner');
    await owner.post('/api/v1/invites', { email: invited, role: 'viewer' });
    const token = await mails.nextTokenTo(invited);
    await server.client().post(`/api/v1/invites/${token}`, { name: 'Ada', password: PASSWORD });
    await signIn(invited);
    await mails.settled();
    expect([mails.countTo(email), mails.countTo(invited)]).toEqual([0, 1]);
  });
});
