import type { Config } from '../../config.ts';
import type { Database } from '../../store/database.ts';
import { requireEnvironment } from '../environments-apart.ts';
import { ok, warn, worstOf } from './finding.ts';
import type { Check, Finding } from './finding.ts';

/** What can be used, as it could be read, and yet is hardly meant. */
export function checkConfiguration(config: Config): Check {
  return {
    check: 'configuration',
    look: async () =>
      worstOf(doubtsOf(config), {
        otherwise: `${config.environment}, ${config.siteUrl}, admin at ${config.adminUrl}`,
      }),
  };
}

/** Whether the database is that of the environment which this process was started in. */
export function checkEnvironment(database: Database, config: Config): Check {
  return {
    check: 'environment',
    look: async () => {
      await requireEnvironment(database, config);
      return ok(config.appEnv ?? 'it has no name (APP_ENV)');
    },
  };
}

function doubtsOf({ adminUrl, environment, siteUrl, smtpUrl, trustProxy }: Config): Finding[] {
  const doubts: Finding[] = [];
  const isPublic = !isLocalUrl(siteUrl);
  if (isPublic && environment !== 'production')
    doubts.push(
      warn(
        `${siteUrl} is served in the environment "${environment}"`,
        'Set NODE_ENV=production where people visit the site.',
      ),
    );
  if (environment === 'production' && !isPublic)
    doubts.push(
      warn(
        `SITE_URL is ${siteUrl} in production`,
        'Set SITE_URL to the address that visitors type: links, feeds and the sitemap name it.',
      ),
    );
  if (isPublic && !siteUrl.startsWith('https:'))
    doubts.push(
      warn(
        `${siteUrl} is not encrypted`,
        'Put a certificate in front of it (docs/deployment.md), and set SITE_URL to the https: address.',
      ),
    );
  if (!isLocalUrl(adminUrl) && !adminUrl.startsWith('https:'))
    doubts.push(
      warn(`editors sign in at ${adminUrl}, which is not encrypted`, 'Set ADMIN_URL to an https: address.'),
    );
  if (isPublic && trustProxy.kind === 'none')
    doubts.push(
      warn(
        'no proxy is trusted, so that every visitor of the admin has the address of the proxy',
        'Set TRUST_PROXY to the number of proxies in front of the web processes, or to their addresses.',
      ),
    );
  if (smtpUrl === undefined)
    doubts.push(warn('no mail can be sent', 'Set SMTP_URL: invitations and forgotten passwords go by mail.'));
  return doubts;
}

function isLocalUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^(?:127\.|\[::1\]$)/.test(hostname);
}
