import { auditRoutes } from './audit/routes.ts';
import { bundleRoutes } from './bundles/routes.ts';
import { contentModelRoutes } from './content-model/routes.ts';
import { entryRoutes } from './entries/routes.ts';
import { trashRoutes } from './entries/trash-routes.ts';
import { eventRoutes } from './events/routes.ts';
import { inviteRoutes } from './invites/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { jobRoutes } from './jobs/routes.ts';
import { linkRoutes } from './links/routes.ts';
import { mediaRoutes } from './media/routes.ts';
import { directUploadRoutes } from './media/direct-upload-routes.ts';
import { uploadRoutes } from './media/upload-routes.ts';
import { openApiRoutes } from './openapi/routes.ts';
import { passwordResetRoutes } from './password-resets/routes.ts';
import { planRoutes } from './plan/routes.ts';
import { presenceRoutes } from './presence/routes.ts';
import { previewLinkRoutes } from './preview-links/routes.ts';
import { previewRoutes } from './preview/routes.ts';
import { preferenceRoutes } from './profile/preference-routes.ts';
import { profileRoutes } from './profile/routes.ts';
import { passkeyRoutes } from './profile/passkey-routes.ts';
import { secondFactorRoutes } from './profile/second-factor-routes.ts';
import { publicationRoutes } from './publications/routes.ts';
import { publishingRoutes } from './publishing/routes.ts';
import { redirectRoutes } from './redirects/routes.ts';
import { releaseRoutes } from './releases/routes.ts';
import { roleRoutes } from './roles/routes.ts';
import type { Route } from './route.ts';
import { passkeySessionRoutes } from './session/passkey-routes.ts';
import { scheduleRoutes } from './schedules/routes.ts';
import { sessionRoutes } from './session/routes.ts';
import { setupRoutes } from './setup/routes.ts';
import { signInPolicyRoutes } from './sign-in-policy/routes.ts';
import { translationRoutes } from './translations/routes.ts';
import { apiTokenRoutes } from './tokens/routes.ts';
import { userRoutes } from './users/routes.ts';
import { versionRoutes } from './versions/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** Every address under `/api` and `/preview`. */
export const ROUTES: readonly Route[] = [
  ...setupRoutes,
  ...sessionRoutes,
  ...passkeySessionRoutes,
  ...passwordResetRoutes,
  ...profileRoutes,
  ...preferenceRoutes,
  ...secondFactorRoutes,
  ...passkeyRoutes,
  ...apiTokenRoutes,
  ...userRoutes,
  ...signInPolicyRoutes,
  ...inviteRoutes,
  ...roleRoutes,
  ...entryRoutes,
  ...trashRoutes,
  ...translationRoutes,
  ...versionRoutes,
  ...presenceRoutes,
  ...planRoutes,
  ...publicationRoutes,
  ...bundleRoutes,
  ...scheduleRoutes,
  ...releaseRoutes,
  ...publishingRoutes,
  ...redirectRoutes,
  ...linkRoutes,
  ...mediaRoutes,
  ...uploadRoutes,
  ...directUploadRoutes,
  ...webhookRoutes,
  ...auditRoutes,
  ...jobRoutes,
  ...healthRoutes,
  ...eventRoutes,
  ...contentModelRoutes,
  ...previewRoutes,
  ...previewLinkRoutes,
  ...openApiRoutes(() => ROUTES),
];
