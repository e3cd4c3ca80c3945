import { expect, test } from 'vitest';
import { relyingPartyOf } from './relying-party.ts';

test.each([
  ['https://cms.example.org/admin', 'cms.example.org', 'https://cms.example.org'],
  ['https://cms.example.org:8443/admin', 'cms.example.org', 'https://cms.example.org:8443'],
  ['http://localhost:4000/admin', 'localhost', 'http://localhost:4000'],
  ['http://cms.localhost:4000/admin', 'cms.localhost', 'http://cms.localhost:4000'],
])('%s makes passkeys for the name %s', (adminUrl, id, origin) => {
  expect(relyingPartyOf(adminUrl)).toEqual({ id, origin });
});

test.each([
  ['http://cms.example.org/admin', 'is not https'],
  ['http://notlocalhost/admin', 'is not https'],
  ['http://127.0.0.1:4000/admin', 'has an IP address'],
  ['https://192.0.2.7/admin', 'has an IP address'],
  ['https://[2001:db8::1]/admin', 'has an IP address'],
])('%s makes none, and it is said why and what to set', (adminUrl, problem) => {
  const refused = expect.objectContaining({
    code: 'passkeys-unavailable',
    message: expect.stringMatching(new RegExp(`${problem}.*ADMIN_URL`)),
  });
  expect(() => relyingPartyOf(adminUrl)).toThrow(refused);
});
