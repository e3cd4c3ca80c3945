import { connect } from 'node:tls';
import type { Config } from '../../config.ts';
import { fail, ok, warn, worstOf } from './finding.ts';
import type { Check, Finding } from './finding.ts';

const CONNECT_MS = 5_000;
const DAY_MS = 86_400_000;
/** Certificates for 90 days are renewed a month before they end. */
const SOON_DAYS = 14;

/** That browsers believe the addresses that people type, and for how long still. */
export function checkTls({ adminUrl, previewOrigin, siteUrl }: Config): Check {
  const urls = [siteUrl, adminUrl, ...(previewOrigin === null ? [] : [previewOrigin])];
  const hosts = new Map(
    urls
      .map((url) => new URL(url))
      .filter(({ protocol }) => protocol === 'https:')
      .map(({ host, hostname, port }) => [host, { host: hostname, port: Number(port) || 443 }]),
  );
  return {
    check: 'certificates',
    look: async () => {
      if (hosts.size === 0) return ok('none of the addresses is of the kind https:');
      const findings = await Promise.all([...hosts.values()].map(lookAtCertificate));
      return worstOf(findings, { otherwise: findings.map(({ says }) => says).join('; ') });
    },
  };
}

async function lookAtCertificate(address: { host: string; port: number }): Promise<Finding> {
  const { host } = address;
  try {
    const { error, validTo } = await readCertificate(address);
    if (error !== null)
      return fail(
        `${host}: browsers refuse its certificate (${error})`,
        'Renew it, or have the proxy send the whole chain.',
      );
    const days = Math.floor((Date.parse(validTo) - Date.now()) / DAY_MS);
    return days < SOON_DAYS
      ? warn(
          `${host}: its certificate ends in ${days} days`,
          'See why it was not renewed: its log, and whether port 80 is reached from outside.',
        )
      : ok(`${host}: for ${days} more days`);
  } catch (error) {
    return warn(
      `${host} cannot be reached from here: ${String(error)}`,
      'Look from another machine: a host may not reach itself by its public address.',
    );
  }
}

async function readCertificate({
  host,
  port,
}: {
  host: string;
  port: number;
}): Promise<{ error: string | null; validTo: string }> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false, timeout: CONNECT_MS });
    socket.once('secureConnect', () => {
      const { authorizationError } = socket;
      const { valid_to: validTo } = socket.getPeerCertificate();
      socket.end();
      resolve({ error: authorizationError ? String(authorizationError) : null, validTo });
    });
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${CONNECT_MS / 1_000} s`)));
    socket.once('error', reject);
  });
}
