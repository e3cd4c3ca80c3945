/** 32 characters of base64 carry 192 bits. */
const SECRET_LENGTH_MIN = 32;
/** A random secret of that length has more than 20 different characters; a typed one repeats itself. */
const DIFFERENT_CHARACTERS_MIN = 10;
/** What sample files hold in place of a secret. */
const PLACEHOLDER = /change|example|secret|password|openssl|your[-_ ]/i;

/** Why a secret must not be used in production, as the end of a sentence; undefined for one that may. Never quotes it. */
export function secretWeakness(secret: string): string | undefined {
  if (secret.length < SECRET_LENGTH_MIN)
    return `has ${secret.length} characters, and ${SECRET_LENGTH_MIN} are needed`;
  if (new Set(secret).size < DIFFERENT_CHARACTERS_MIN) return 'repeats the same few characters';
  if (PLACEHOLDER.test(secret)) return 'is a placeholder out of a sample file';
  return undefined;
}
