import { TOTP } from 'otpauth';

/** What an app that was given the secret shows at that moment. */
export function totpCode(secret: string, now: Date): string {
  return new TOTP({ secret }).generate({ timestamp: now.getTime() });
}
