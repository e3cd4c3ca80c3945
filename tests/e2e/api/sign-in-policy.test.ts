import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currentSessionSchema } from '../../../model/api/account.ts';
import { newApiTokenSchema } from '../../../model/api/api-token.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { totpEnrolmentSchema } from '../../../model/api/second-factor.ts';
import { signInPolicySchema } from '../../../model/api/sign-in-policy.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { ROUTES } from '../../../server/api/routes.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { totpCode } from '../../support/totp-code.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { countRows } from './count-rows.ts';
import { idOf, makeRole, OWN_GERMAN_POSTS } from './limited-role.ts';
import { readEvents } from './read-events.ts';

const POLICY = '/api/v1/sign-in-policy';
const SESSION = '/api/v1/session';
const TOTP = '/api/v1/profile/totp';
const REQUIRED = [403, 'second-factor-required'];
const ENROLLING = new Set([
  'addPasskey',
  'beginPasskey',
  'confirmTotp',
  'enrolTotp',
  'readSecondFactors',
  'readSession',
  'signOut',
]);
const closed = ROUTES.filter(({ access, operationId }) => access !== 'public' && !ENROLLING.has(operationId));

const READS_POSTS = [{ actions: ['entry.read'], collections: ['posts'] }];
/** Looks after the policy alone. */
const DECIDES = [...READS_POSTS, { actions: ['sign-in-policy.change', 'user.read'] }];

/** The roles that must have one, by an answer that names them. */
const named = ({ json, status }: Reply): [number, string[]] => [
  status,
  signInPolicySchema.parse(json).secondFactorRoles,
];
const code = ({ json, status }: Reply): [number, string] => [status, problemSchema.parse(json).code];
const mustEnrol = async (person: Client): Promise<boolean> =>
  currentSessionSchema.parse((await person.get(SESSION)).json).mustEnrol;
const isLetIn = async (person: Client): Promise<boolean> =>
  (await person.get('/api/v1/entries')).status === 200;
const policyOf = async (person: Client) => signInPolicySchema.parse((await person.get(POLICY)).json);
const enrol = async (person: Client): Promise<void> => {
  const { secret } = totpEnrolmentSchema.parse((await person.post(TOTP, { current: PASSWORD })).json);
  // An app that has not shown a code yet is none.
  expect(code(await person.get('/api/v1/entries'))).toEqual(REQUIRED);
  const confirmed = await person.post(`${TOTP}/confirm`, { code: totpCode(secret, new Date()) });
  expect(confirmed.status).toBe(200);
};

describe.each(DIALECTS)('the policy of signing in on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let owner: Client;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { heartbeatMs: 100 });
    owner = await server.signInAs('owner');
  });
  beforeEach(async () => {
    await test.database.write((tx) =>
      tx.updateTable('sign_in_policy').set({ second_factor_roles: '[]' }).execute(),
    );
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const require = async (secondFactorRoles: string[]): Promise<void> => {
    expect(named(await owner.put(POLICY, { secondFactorRoles }))).toEqual([200, secondFactorRoles]);
  };

  const newestAudit = async () =>
    (await listAudit(test.database.db, { subject: 'sign-in-policy:roles', limit: 1 }))[0];

  it('asks nobody for anything until somebody says so, which the audit tells', async () => {
    expect(named(await owner.get(POLICY))).toEqual([200, []]);
    await require(['author', 'viewer']);
    expect(named(await owner.get(POLICY))).toEqual([200, ['author', 'viewer']]);
    const record = await newestAudit();
    expect(record).toMatchObject({
      action: 'sign-in-policy.change',
      details: { from: [], to: ['author', 'viewer'] },
    });
    await require(['author', 'viewer']);
    expect((await newestAudit())?.id).toBe(record?.id);
  });

  it('is not decided by who may less than the role that it is about', async () => {
    await require(['owner']);
    const admin = await server.signInAs('admin');
    expect(code(await admin.put(POLICY, { secondFactorRoles: [] }))).toEqual([403, 'not-allowed']);
    const kept = await admin.put(POLICY, { secondFactorRoles: ['owner', 'editor'] });
    expect(named(kept)).toEqual([200, ['owner', 'editor']]);
    const wrong = await admin.put(POLICY, { secondFactorRoles: ['nobody'] });
    expect(problemSchema.parse(wrong.json).errors).toMatchObject([{ path: 'secondFactorRoles[0]' }]);
  });

  it('names roles of the site by their id, and asks nobody else', async () => {
    const role = await makeRole(owner, READS_POSTS);
    const other = await makeRole(owner, READS_POSTS);
    const [person, neighbour] = [await server.signInAs(role), await server.signInAs(other)];
    await require(['viewer']);
    expect([await isLetIn(person), await mustEnrol(person)]).toEqual([true, false]);
    await require([role.id]);
    expect(code(await person.get('/api/v1/entries'))).toEqual(REQUIRED);
    expect([await isLetIn(neighbour), await isLetIn(await server.signInAs('viewer'))]).toEqual([true, true]);
    await enrol(person);
    expect(await isLetIn(person)).toBe(true);
  });

  it('holds at once for who is given such a role, and for their tokens and streams', async () => {
    const role = await makeRole(owner, OWN_GERMAN_POSTS);
    const person = await server.signInAs('author');
    await require([role.id]);
    const made = await person.post('/api/v1/tokens', { name: 'A test', scopes: ['read'] });
    const { token } = newApiTokenSchema.parse(made.json);
    const read = () => server.client().get('/api/v1/entries', { Authorization: `Bearer ${token}` });
    const reader = await readEvents(person, { port: server.port });
    expect((await read()).status).toBe(200);
    const give = async (given: string) => {
      const changed = await owner.put(`/api/v1/users/${await idOf(person)}/role`, { role: given });
      expect(changed.status).toBe(200);
    };
    await give(role.id);
    expect([code(await person.get('/api/v1/entries')), code(await read())]).toEqual([REQUIRED, REQUIRED]);
    await reader.ended;
    await give('author');
    expect((await read()).status).toBe(200);
  });

  it('tells the audit which roles of the site were named, and what they were called', async () => {
    const [second, first] = [
      await makeRole(owner, READS_POSTS, `b ${newId()}`),
      await makeRole(owner, READS_POSTS, `A ${newId()}`),
    ];
    const all = await owner.put(POLICY, { secondFactorRoles: [second.id, 'viewer', first.id, 'owner'] });
    expect(named(all)).toEqual([200, ['owner', 'viewer', first.id, second.id]]);
    expect(await newestAudit()).toMatchObject({
      details: {
        from: [],
        to: ['owner', 'viewer', first.id, second.id],
        roleNames: { [first.id]: first.name, [second.id]: second.name },
      },
    });
  });

  it('is left by a role that is deleted, which the audit tells', async () => {
    const role = await makeRole(owner, READS_POSTS);
    await require(['viewer', role.id]);
    expect((await owner.send('DELETE', `/api/v1/roles/${role.id}`)).status).toBe(204);
    expect(named(await owner.get(POLICY))).toEqual([200, ['viewer']]);
    const stored = test.database.db.selectFrom('sign_in_policy').select('second_factor_roles as roles');
    expect((await stored.executeTakeFirstOrThrow()).roles).toBe('["viewer"]');
    expect(await newestAudit()).toMatchObject({
      action: 'sign-in-policy.change',
      details: { from: ['viewer', role.id], to: ['viewer'], roleNames: { [role.id]: role.name } },
    });
    const refused = await owner.put(POLICY, { secondFactorRoles: ['viewer', role.id, newId()] });
    expect(code(refused)).toEqual([422, 'invalid-input']);
    expect(problemSchema.parse(refused.json).errors?.map(({ path }) => path)).toEqual([
      'secondFactorRoles[1]',
      'secondFactorRoles[2]',
    ]);
  });

  it('stays as it is when a role that it does not name is deleted', async () => {
    const role = await makeRole(owner, READS_POSTS);
    await require(['viewer']);
    const before = await newestAudit();
    await owner.send('DELETE', `/api/v1/roles/${role.id}`);
    expect((await newestAudit())?.id).toBe(before?.id);
  });

  it('is decided by a role of the site that is given it, about what it allows itself', async () => {
    const [wider, narrower] = [await makeRole(owner, OWN_GERMAN_POSTS), await makeRole(owner, READS_POSTS)];
    const person = await server.signInAs(await makeRole(owner, DECIDES));
    for (const beyond of ['editor', wider.id])
      expect(code(await person.put(POLICY, { secondFactorRoles: [beyond] }))).toEqual([403, 'not-allowed']);
    const changed = await person.put(POLICY, { secondFactorRoles: [narrower.id] });
    expect(named(changed)).toEqual([200, [narrower.id]]);
    expect(code(await server.client().get(POLICY))).toEqual([401, 'not-signed-in']);
    expect(code(await (await server.signInAs(narrower)).get(POLICY))).toEqual(REQUIRED);
    await require([]);
    expect(code(await (await server.signInAs(narrower)).get(POLICY))).toEqual([403, 'not-allowed']);
  });

  it('says of each role whom it concerns, and who decides about it', async () => {
    const [role, unused] = [await makeRole(owner, READS_POSTS), await makeRole(owner, READS_POSTS)];
    const concerned = async (key: string, who = owner) =>
      (await policyOf(who)).roles.find((found) => found.role === key);
    const viewers = await concerned('viewer');
    const [first, second, gone] = [
      await server.signInAs(role),
      await server.signInAs(role),
      await server.signInAs(role),
    ];
    await require([role.id]);
    await enrol(first);
    await second.post(TOTP, { current: PASSWORD });
    await owner.post(`/api/v1/users/${await idOf(gone)}/deactivate`);
    const { id, name } = role;
    const count = { users: 2, withoutSecondFactor: 1, mayChange: true };
    expect(await concerned(id)).toEqual({ role: id, roleName: name, ...count });
    expect(await concerned(unused.id)).toMatchObject({ users: 0, withoutSecondFactor: 0 });
    expect(await concerned('viewer')).toEqual(viewers);
    const person = await server.signInAs(await makeRole(owner, DECIDES));
    expect(await concerned('editor', person)).toMatchObject({ mayChange: false });
    expect(await concerned(id, person)).toEqual({ role: id, roleName: name, ...count });
    expect((await policyOf(person)).hasOwnSecondFactor).toBe(false);
    const { siteActions } = currentSessionSchema.parse((await person.get(SESSION)).json);
    expect(siteActions).toEqual(['user.read', 'sign-in-policy.change']);
  });

  it('says to who has a second factor that they have one', async () => {
    const person = await server.signInAs('admin');
    await require(['admin']);
    await enrol(person);
    expect((await person.get(POLICY)).json).toMatchObject({ hasOwnSecondFactor: true });
  });

  it('leaves a session that is open with the setting up of a second factor, and opens it again by that', async () => {
    const person = await server.signInAs('author');
    expect((await person.get('/api/v1/entries')).status).toBe(200);
    await require(['author']);
    const refused = await person.get('/api/v1/entries');
    expect(code(refused)).toEqual(REQUIRED);
    expect(problemSchema.parse(refused.json).detail).toContain('POST /api/v1/profile/totp');
    expect(await mustEnrol(person)).toBe(true);
    expect((await person.get('/api/v1/profile/second-factors')).status).toBe(200);
    await enrol(person);
    expect((await person.get('/api/v1/entries')).status).toBe(200);
    expect(await mustEnrol(person)).toBe(false);
    expect((await (await server.signInAs('editor')).get('/api/v1/entries')).status).toBe(200);
  });

  it('signs in who has none, to set one up and to sign out', async () => {
    await require(['viewer']);
    const person = await server.signInAs('viewer');
    expect(code(await person.get('/api/v1/profile'))).toEqual(REQUIRED);
    expect((await person.send('DELETE', SESSION)).status).toBe(204);
  });

  it.each(closed.map((route) => [route.method, route.path, route] as const))(
    'closes %s %s to who has none, and does nothing there',
    async (method, _, { path }) => {
      const person = await server.signInAs('editor');
      await require(['editor']);
      const before = await countRows(test.database);
      const headers = { 'If-Match': `"${newId()}"`, 'Content-Type': 'application/json' };
      const reply = await person.send(method, path.replaceAll(/:\w+/g, newId()), { headers, body: '{}' });
      expect(code(reply)).toEqual(REQUIRED);
      expect(await countRows(test.database)).toEqual(before);
    },
  );

  it('holds for the API tokens of who has none', async () => {
    const person = await server.signInAs('contributor');
    const made = await person.post('/api/v1/tokens', { name: 'A test', scopes: ['read'] });
    const { token } = newApiTokenSchema.parse(made.json);
    const read = () => server.client().get('/api/v1/entries', { Authorization: `Bearer ${token}` });
    expect((await read()).status).toBe(200);
    await require(['contributor']);
    expect(code(await read())).toEqual(REQUIRED);
    await enrol(person);
    expect((await read()).status).toBe(200);
  });

  it('ends the stream of events of who has none', async () => {
    const person = await server.signInAs('author');
    const reader = await readEvents(person, { port: server.port });
    await require(['author']);
    await reader.ended;
    expect(reader.isWhole()).toBe(true);
  });
});
