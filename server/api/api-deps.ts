import type { ContentModel } from '../../model/content-model.ts';
import type { CodeGuard } from '../accounts/code-guard.ts';
import type { MailGuard } from '../accounts/mail-guard.ts';
import type { Mailing } from '../accounts/mailing.ts';
import type { PasskeyGuard } from '../accounts/passkey-guard.ts';
import type { PasswordGuard } from '../accounts/password-guard.ts';
import type { PreviewLinkGuard } from '../accounts/preview-link-guard.ts';
import type { AuthoringContext } from '../authoring/authoring-context.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { MediaContext } from '../media/media-context.ts';
import type { Database } from '../store/database.ts';
import type { CookieKeys } from './cookie-keys.ts';
import type { EventHub } from './events/event-hub.ts';
import type { HealthPort } from './health/health-port.ts';
import type { PreviewPort } from './preview/preview-port.ts';
import type { PreviewWatch } from './preview/preview-watch.ts';
import type { PublishingStatusPort } from './publishing/publishing-status-port.ts';
import type { WriteLimit } from './write-limit.ts';

/** What the composition root gives the API. */
export type ApiDeps = {
  database: Database;
  model: ContentModel;
  log: Log;
  config: Pick<
    Config,
    | 'adminUrl'
    | 'appEnv'
    | 'mediaDirectUploads'
    | 'previewOrigin'
    | 'sessionKeys'
    | 'siteUrl'
    | 'webhookAllowHosts'
    | 'writesPerMinute'
  >;
  authoring: AuthoringContext;
  events: EventHub;
  mailing: Mailing;
  preview: PreviewPort;
  previewWatch: PreviewWatch;
  publishing: PublishingStatusPort;
  health: HealthPort;
  media: MediaPlace;
};

/** The database and the clock come from `authoring`. */
export type MediaPlace = Pick<MediaContext, 'limits' | 'scratchFolder' | 'store' | 'uploads'>;

/** What a route works with. */
export type ApiServices = ApiDeps & {
  passwordGuard: PasswordGuard;
  codeGuard: CodeGuard;
  passkeyGuard: PasskeyGuard;
  mailGuard: MailGuard;
  previewLinkGuard: PreviewLinkGuard;
  writeLimit: WriteLimit;
  /** They sign cookies, and whatever else comes back to us from outside. */
  keys: CookieKeys;
};
