import { randomBytes } from 'node:crypto';
import { hashToken } from './secret-token.ts';

const RECOVERY_CODES = 10;

/** Without signs that look like others (Crockford's base 32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 80 bits: nobody guesses one, so a plain hash of it is enough. */
const CHARACTERS = 16;
const GROUP = /.{4}(?=.)/g;

/** To be written down, and what is kept of each. */
export function createRecoveryCodes(): { codes: string[]; codeHashes: string[] } {
  const plain = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(randomBytes(CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join(''),
  );
  return { codes: plain.map((code) => code.replaceAll(GROUP, '$&-')), codeHashes: plain.map(hashToken) };
}

/** However it is typed: in capitals, without the lines, with an O for the zero. */
export function hashRecoveryCode(typed: string): string {
  const plain = typed
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll(/[il]/g, '1')
    .replaceAll('o', '0');
  return hashToken(plain);
}
