import { Secret, TOTP } from 'otpauth';

/** What every app knows (RFC 6238): with other values, some of them make wrong codes and do not say so. */
const ALGORITHM = 'SHA1';
const DIGITS = 6;
const PERIOD_S = 30;
/** As much as what it is hashed with. */
const SECRET_BYTES = 20;
/** The clock of a telephone may be half a minute off, and somebody may type slowly. */
const WINDOW_STEPS = 1;

/** In base32, as apps take it. */
export function createTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an app reads from a picture, or from a link on the same machine. */
export function totpUri({
  issuer,
  label,
  secret,
}: {
  secret: string;
  issuer: string;
  label: string;
}): string {
  return totpOf(secret, { issuer, label }).toString();
}

export type ShownCode = { secret: string; code: string; now: Date };

/** The time step that the code belongs to; null if it belongs to none of now. */
export function stepOfCode({ code, now, secret }: ShownCode): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window: WINDOW_STEPS });
  return delta === null ? null : Math.floor(timestamp / 1_000 / PERIOD_S) + delta;
}

/** Whether it could be of an app, and be found by guessing. */
export function isTotpCode(code: string): boolean {
  return new RegExp(`^\\d{${DIGITS}}$`).test(code);
}

function totpOf(secret: string, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...names, secret, algorithm: ALGORITHM, digits: DIGITS, period: PERIOD_S });
}
