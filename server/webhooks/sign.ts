import { createHmac, randomBytes } from 'node:crypto';

/** As much as what it is hashed with. */
const SECRET_BYTES = 32;

/** The beginning lets programs that look for secrets in public places find it. */
export function createWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

type Signing = { body: string; at: Date; secrets: readonly string[] };

/** The header: when it was signed, and a signature by each secret. The time is signed too, so that nobody can send it again later. */
export function signBody({ at, body, secrets }: Signing): string {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map((secret) => {
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return `v1=${signature}`;
  });
  return [`t=${timestamp}`, ...signatures].join(',');
}
