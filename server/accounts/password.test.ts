import { parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword, passwordIssues, passwordMatches } from './password.ts';

const EMAIL = 'ines@example.org';

describe('passwordIssues', () => {
  it('takes ten characters, whatever they are', () => {
    expect(passwordIssues('ten letter', EMAIL)).toEqual([]);
    expect(passwordIssues('🙂🙃😀😃😄😁😆😅🤣😂', EMAIL)).toEqual([]);
  });

  it('refuses nine characters', () => {
    expect(passwordIssues('🙂🙃😀😃😄😁😆😅🤣', EMAIL)).toHaveLength(1);
  });

  it('takes 1,000 bytes and refuses 1,001', () => {
    const long = 'a sentence of my own '.repeat(100);
    expect(passwordIssues(long.slice(0, 1_000), EMAIL)).toEqual([]);
    expect(passwordIssues(long.slice(0, 1_001), EMAIL)).toHaveLength(1);
    expect(passwordIssues('é'.repeat(501), EMAIL)).toHaveLength(1);
  });

  it('refuses the e-mail address, however it is written', () => {
    expect(passwordIssues(' Ines@Example.org ', EMAIL)).toHaveLength(1);
  });

  it('refuses one that everybody knows, and says so', () => {
    expect(passwordIssues('Password2024!', EMAIL)).toEqual([
      { path: 'password', message: expect.stringContaining('most common') },
    ]);
  });

  it('refuses a lone surrogate', () => {
    expect(passwordIssues('long enough \ud800', EMAIL)).toHaveLength(1);
  });
});

describe('hashing', () => {
  it('uses argon2id with the parameters that OWASP recommends', async () => {
    const hash = await hashPassword('a good pass phrase');
    expect(parseOptions(hash)).toMatchObject({
      algorithm: 2,
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
    });
  });

  it('matches the same password and no other', async () => {
    const hash = await hashPassword('a good pass phrase');
    expect(await passwordMatches(hash, 'a good pass phrase')).toBe(true);
    expect(await passwordMatches(hash, 'A good pass phrase')).toBe(false);
  });

  it('matches however the keyboard composed an accent', async () => {
    const hash = await hashPassword('cafe\u0301 au lait');
    expect(await passwordMatches(hash, 'caf\u00e9 au lait')).toBe(true);
  });

  it('matches nothing without a hash', async () => {
    expect(await passwordMatches(undefined, 'a good pass phrase')).toBe(false);
  });

  it('does not hash a password that is too long', async () => {
    const hash = await hashPassword('a'.repeat(1_001));
    expect(await passwordMatches(hash, 'a'.repeat(1_001))).toBe(false);
  });
});
