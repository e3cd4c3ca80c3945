import { describe, expect, it } from 'vitest';
import { emailIssues, normalizeEmail } from './email-address.ts';

describe('e-mail addresses', () => {
  it('are one however they are capitalised and spaced', () => {
    expect(normalizeEmail('  Ines@Example.ORG ')).toBe('ines@example.org');
  });

  it.each(['ines@example.org', 'ines.okafor+site@mail.example.org'])('may be %s', (email) => {
    expect(emailIssues(email)).toEqual([]);
  });

  it.each([
    '',
    'ines',
    'ines@',
    '@example.org',
    'a b@example.org',
    `${'a'.repeat(250)}@example.org`,
    'a@b.org\0',
  ])('may not be %j', (email) => {
    expect(emailIssues(email)).toEqual([{ path: 'email', message: expect.any(String) }]);
  });
});
