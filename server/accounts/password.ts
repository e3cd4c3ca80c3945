import { createHash } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { FieldIssue } from '../errors.ts';
import { isCommonPassword } from './common-passwords.ts';

/** Length is what resists guessing; rules about kinds of characters do not (NIST SP 800-63B). */
const PASSWORD_MIN_CHARACTERS = 10;
/** Far above any pass phrase, and low enough that hashing it costs no more than hashing a short one. */
const PASSWORD_MAX_BYTES = 1_000;

/**
 * OWASP's first choice for argon2id on a server: 19 MiB, two passes, one lane. Four run at once at most (the size of
 * Node's thread pool), so that a flood of sign-ins takes 76 MiB and no more.
 */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** A hash of nothing, with the parameters above: checking against it takes as long as checking against a real one. */
const DUMMY_HASH =
  `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}` +
  `$${base64OfZeros(SALT_BYTES)}$${base64OfZeros(HASH_BYTES)}`;

export function passwordIssues(password: string, email: string): FieldIssue[] {
  const issues: string[] = [];
  if (!password.isWellFormed()) issues.push('The password holds broken characters. Type it again.');
  if (Array.from(password).length < PASSWORD_MIN_CHARACTERS) {
    issues.push(`The password is too short. Use at least ${PASSWORD_MIN_CHARACTERS} characters.`);
  }
  if (isTooLong(password)) {
    issues.push(`The password is too long. Use at most ${PASSWORD_MAX_BYTES} bytes.`);
  }
  if (password.trim().toLowerCase() === email) {
    issues.push('The password is the e-mail address. Choose one that nobody can guess.');
  }
  if (issues.length === 0 && isCommonPassword(password)) {
    issues.push(
      'The password is one of the most common ones, or made of one in a way that is guessed first. Choose another, such as a sentence of your own.',
    );
  }
  return issues.map((message) => ({ path: 'password', message }));
}

/** The algorithm is argon2id unless told otherwise. */
const OPTIONS = { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: LANES, outputLen: HASH_BYTES };

export function hashPassword(password: string): Promise<string> {
  return hash(canonical(password), OPTIONS);
}

/** As slow as the hash of a password, and the same each time under the same name: to know again a text that has one in it. */
export function hashSlowly(text: string, { name }: { name: string }): Promise<string> {
  const salt = createHash('sha256').update(name).digest().subarray(0, SALT_BYTES);
  return hash(text, { ...OPTIONS, salt });
}

/** Without a hash (there is no such account) it works just as long, and answers no. */
export async function passwordMatches(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (isTooLong(password)) return false;
  const matches = await verify(passwordHash ?? DUMMY_HASH, canonical(password));
  return matches && passwordHash !== undefined;
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > PASSWORD_MAX_BYTES;
}

/** Keyboards differ in how they compose an accent: the same password must give the same bytes everywhere. */
function canonical(password: string): string {
  return password.normalize('NFKC');
}

function base64OfZeros(bytes: number): string {
  return Buffer.alloc(bytes).toString('base64').replaceAll('=', '');
}
