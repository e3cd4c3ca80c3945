import type { z } from 'zod';
import type { ContentModel } from '../content-model.ts';
import type * as account from './account.ts';
import type * as apiToken from './api-token.ts';
import type { auditListSchema } from './audit.ts';
import type * as brokenLink from './broken-link.ts';
import type * as bundle from './bundle.ts';
import type * as entry from './entry.ts';
import type * as job from './job.ts';
import type * as invite from './invite.ts';
import type * as media from './media.ts';
import type * as passkey from './passkey.ts';
import type * as passwordReset from './password-reset.ts';
import type * as plan from './plan.ts';
import type * as preferences from './preferences.ts';
import type * as presence from './presence.ts';
import type * as preview from './preview.ts';
import type * as previewLink from './preview-link.ts';
import type * as profile from './profile.ts';
import type * as publication from './publication.ts';
import type { Health } from './health.ts';
import type { PublishingStatus } from './publishing-status.ts';
import type * as redirect from './redirect.ts';
import type * as release from './release.ts';
import type * as role from './role.ts';
import type * as secondFactor from './second-factor.ts';
import type { changeSignInPolicySchema, SignInPolicy } from './sign-in-policy.ts';
import type * as takedown from './takedown.ts';
import type * as translation from './translation.ts';
import type * as trash from './trash.ts';
import type * as version from './version.ts';
import type * as schedule from './schedule.ts';
import type * as webhook from './webhook.ts';

type Sent<Schema extends z.ZodType> = z.input<Schema>;
type Got<Schema extends z.ZodType> = z.output<Schema>;

/** What may be left out may also be undefined: a query is often put together from what a form holds. */
type Query<Parameters> = { [Name in keyof Parameters]?: Parameters[Name] | undefined };
/** Whatever becomes of links that lead there. */
type LinksQuery = Query<{ links: 'anyway' }>;

/** With `ifNoneMatch`, the etag of what one has: the body is null where it is still so. */
type Revalidated = { ifNoneMatch?: string };

/** `ifMatch` is the version that its sender saw. */
type Versioned = { ifMatch: string };

type Narrowing = {
  collection: string;
  locale: string;
  state: Got<typeof entry.listedStateSchema>;
  author: string;
  tag: string;
  from: string;
  to: string;
  where: string;
  q: string;
  sort: (typeof entry.ENTRY_SORTS)[number];
};

type ListEntriesQuery = Query<Narrowing & { fields: string; limit: number; cursor: string }>;

type SearchAuditQuery = Query<{
  actor: string;
  action: string;
  subject: string;
  from: string;
  before: string;
  limit: number;
  cursor: string;
}>;

type ListMediaQuery = Query<{
  kind: (typeof media.MEDIA_KINDS)[number];
  used: boolean;
  lacksAlt: boolean;
  tag: string;
  q: string;
  limit: number;
  cursor: string;
}>;

/** As tus has them. */
type Resumable = { headers: Readonly<Record<string, string>> };

type Session = account.Session;
type Entry = Got<typeof entry.entrySchema>;
type Schedule = Got<typeof schedule.scheduleDetailsSchema>;
type WebhookWithSecret = Got<typeof webhook.webhookWithSecretSchema>;
type Delivery = Got<typeof webhook.deliverySchema>;

/** What each operation takes beyond the parameters of its path, and what it answers. `Response`: what is no JSON comes as it is. */
export type Operations = {
  readOwnerLink: { query: { token: string }; answer: account.OwnerLink };
  acceptOwnerLink: { body: Sent<typeof account.acceptOwnerLinkSchema>; answer: Session };
  signIn: { body: Sent<typeof account.signInSchema>; answer: Session | secondFactor.HalfwaySignIn };
  finishSignIn: { body: Sent<typeof secondFactor.finishSignInSchema>; answer: Session };
  beginPasskeyStep: { answer: passkey.PasskeyRequest };
  finishSignInWithPasskey: { body: Sent<typeof passkey.showPasskeySchema>; answer: Session };
  beginPasskeySignIn: { answer: passkey.PasskeyRequest };
  signInWithPasskey: { body: Sent<typeof passkey.showPasskeySchema>; answer: Session };
  readSession: { answer: account.CurrentSession };
  signOut: { answer: undefined };
  requestPasswordReset: {
    body: Sent<typeof passwordReset.requestResetSchema>;
    answer: passwordReset.ResetRequested;
  };
  resetPassword: {
    body: Sent<typeof passwordReset.resetPasswordSchema>;
    answer: Session | secondFactor.HalfwaySignIn;
  };

  readProfile: { answer: Got<typeof profile.profileSchema> };
  changeProfile: {
    body: Sent<typeof profile.changeProfileSchema>;
    answer: Got<typeof profile.profileSchema>;
  };
  changePassword: {
    body: Sent<typeof profile.changePasswordSchema>;
    answer: Got<typeof profile.endedSessionsSchema>;
  };
  readSecondFactors: { answer: secondFactor.SecondFactors };
  enrolTotp: { body: Sent<typeof secondFactor.addFactorSchema>; answer: secondFactor.TotpEnrolment };
  confirmTotp: { body: Sent<typeof secondFactor.codeSchema>; answer: secondFactor.RecoveryCodes };
  disableTotp: { body: Sent<typeof secondFactor.ownFactorSchema>; answer: undefined };
  beginPasskey: { body: Sent<typeof secondFactor.addFactorSchema>; answer: passkey.PasskeyCreation };
  addPasskey: { body: Sent<typeof passkey.addPasskeySchema>; answer: passkey.AddedPasskey };
  renamePasskey: { body: Sent<typeof passkey.renamePasskeySchema>; answer: passkey.Passkey };
  removePasskey: { body: Sent<typeof secondFactor.ownFactorSchema>; answer: undefined };
  beginPasskeyProof: { answer: passkey.PasskeyRequest };
  renewRecoveryCodes: {
    body: Sent<typeof secondFactor.ownFactorSchema>;
    answer: secondFactor.RecoveryCodes;
  };
  readPreferences: { answer: preferences.Preferences };
  changePreferences: {
    body: Sent<typeof preferences.preferencesSchema>;
    answer: preferences.Preferences;
  };
  listOwnSessions: { answer: Got<typeof profile.ownSessionListSchema> };
  endOwnSession: { answer: undefined };
  endOtherSessions: { answer: Got<typeof profile.endedSessionsSchema> };
  listApiTokens: { answer: Got<typeof apiToken.apiTokenListSchema> };
  createApiToken: {
    body: Sent<typeof apiToken.createApiTokenSchema>;
    answer: Got<typeof apiToken.newApiTokenSchema>;
  };
  deleteApiToken: { answer: undefined };

  listUsers: { answer: Got<typeof account.accountListSchema> };
  readUser: { answer: Got<typeof account.accountSchema> };
  changeRole: {
    body: Sent<typeof account.changeRoleSchema>;
    answer: Got<typeof account.accountSchema>;
  };
  deactivateUser: { answer: Got<typeof account.accountSchema> };
  activateUser: { answer: Got<typeof account.accountSchema> };
  endSessionsOfUser: { answer: Got<typeof profile.endedSessionsSchema> };
  resetSecondFactorsOfUser: { answer: Got<typeof profile.endedSessionsSchema> };
  readSignInPolicy: { answer: SignInPolicy };
  changeSignInPolicy: { body: Sent<typeof changeSignInPolicySchema>; answer: SignInPolicy };
  listRoles: { answer: Got<typeof role.roleListSchema> };
  createRole: { body: Sent<typeof role.saveRoleSchema>; answer: Got<typeof role.roleSchema> };
  redefineRole: { body: Sent<typeof role.saveRoleSchema>; answer: Got<typeof role.roleSchema> };
  deleteRole: { answer: undefined };
  listInvites: { answer: Got<typeof invite.inviteListSchema> };
  createInvite: {
    body: Sent<typeof invite.createInviteSchema>;
    answer: Got<typeof invite.newInviteSchema>;
  };
  withdrawInvite: { answer: undefined };
  readInvite: { answer: invite.OpenInvite };
  acceptInvite: { body: Sent<typeof invite.acceptInviteSchema>; answer: Session };

  listEntries: { query?: ListEntriesQuery; answer: entry.EntryList };
  countEntries: { query?: Query<Narrowing>; answer: Got<typeof entry.entryCountSchema> };
  listEntryAuthors: { answer: Got<typeof entry.entryAuthorsSchema> };
  createEntry: { body: Sent<typeof entry.createEntrySchema>; answer: Entry };
  readEntry: Revalidated & { answer: Entry };
  saveDraft: Versioned & {
    query?: Query<{ holder: string }>;
    body: Sent<typeof entry.saveDraftSchema>;
    answer: Entry;
  };
  duplicateEntry: { answer: Entry };
  listBacklinks: {
    query?: Query<{ limit: number; cursor: string }>;
    answer: Got<typeof entry.backlinksSchema>;
  };
  trashEntry: Versioned & { query?: LinksQuery; answer: Got<typeof trash.trashedEntrySchema> };
  restoreEntry: Versioned & { answer: Entry };
  deleteEntry: Versioned & {
    query?: Query<{ despiteReferences: boolean }>;
    answer: Got<typeof trash.deletedEntrySchema>;
  };
  changeEntries: { body: Sent<typeof trash.bulkSchema>; answer: Got<typeof trash.bulkResultSchema> };
  listTranslations: { answer: Got<typeof translation.translationListSchema> };
  createTranslation: { body: Sent<typeof translation.createTranslationSchema>; answer: Entry };
  confirmTranslation: {
    body: Sent<typeof translation.confirmTranslationSchema>;
    answer: Got<typeof translation.translationListSchema>;
  };

  listVersions: {
    query?: Query<{ limit: number; cursor: string }>;
    answer: Got<typeof version.versionListSchema>;
  };
  readVersion: { answer: Got<typeof version.versionWithContentSchema> };
  nameVersion: {
    body: Sent<typeof version.nameVersionSchema>;
    answer: Got<typeof version.versionWithContentSchema>;
  };
  restoreVersion: Versioned & { answer: Entry };
  compareVersions: {
    query: { from: string } & Query<{ to: string }>;
    answer: Got<typeof version.versionComparisonSchema>;
  };
  listPresence: { answer: Got<typeof presence.presenceSchema> };
  keepPresence: {
    body: Sent<typeof presence.keepPresenceSchema>;
    answer: Got<typeof presence.ownPresenceSchema>;
  };
  leavePresence: { query: { clientId: string }; answer: undefined };
  takeOverLease: {
    body: Sent<typeof presence.takeOverSchema>;
    answer: Got<typeof presence.ownPresenceSchema>;
  };

  listPublications: {
    query?: Query<{ before: number; limit: number; entry: string }>;
    answer: Got<typeof publication.publicationListSchema>;
  };
  planPublication: {
    body: Sent<typeof plan.planRequestSchema>;
    answer: Got<typeof plan.planSchema>;
  };
  publishBundle: {
    body: Sent<typeof publication.publishBundleSchema>;
    answer: Got<typeof publication.acceptedBundleSchema>;
  };
  publishEntry: Versioned & {
    query?: Query<{ basis: number; links: 'anyway' }>;
    answer: publication.AcceptedPublication;
  };
  withdrawEntry: Versioned & {
    query?: Query<{ basis: number; links: 'anyway' }>;
    answer: publication.AcceptedPublication;
  };
  readPublication: { answer: publication.Publication };
  revertPublication: { query?: LinksQuery; answer: Got<typeof publication.revertedPublicationSchema> };
  takeDownEntry: {
    body: Sent<typeof takedown.takeDownSchema>;
    answer: Got<typeof takedown.takedownSchema>;
  };
  listBundles: {
    query?: Query<{
      state: (typeof bundle.BUNDLE_STATES)[number];
      entry: string;
      limit: number;
      cursor: string;
    }>;
    answer: Got<typeof bundle.bundleListSchema>;
  };
  createBundle: { body: Sent<typeof bundle.createBundleSchema>; answer: bundle.Bundle };
  readBundle: { answer: bundle.Bundle };
  changeBundle: { body: Sent<typeof bundle.changeBundleSchema>; answer: bundle.Bundle };
  deleteBundle: { answer: undefined };
  addToBundle: { body: Sent<typeof bundle.addToBundleSchema>; answer: bundle.Bundle };
  removeFromBundle: { answer: undefined };
  listSchedules: {
    query?: Query<{
      state: (typeof schedule.SCHEDULE_STATES)[number];
      entry: string;
      from: string;
      to: string;
      limit: number;
      cursor: string;
    }>;
    answer: Got<typeof schedule.scheduleListSchema>;
  };
  schedulePublication: { body: Sent<typeof schedule.schedulePublicationSchema>; answer: Schedule };
  readSchedule: { answer: Schedule };
  moveSchedule: { body: Sent<typeof schedule.moveScheduleSchema>; answer: Schedule };
  cancelSchedule: { answer: undefined };

  listReleases: {
    query?: Query<{ limit: number; before: number }>;
    answer: Got<typeof release.releaseListSchema>;
  };
  readRelease: { answer: Got<typeof release.releaseSchema> };
  rollBackToRelease: {
    body: Sent<typeof release.rollBackSchema>;
    answer: Got<typeof release.publisherJobSchema>;
  };
  resumeReleases: { answer: Got<typeof release.publisherJobSchema> };
  readPublishingStatus: { answer: PublishingStatus };
  readHealth: { answer: Health };
  listBrokenLinks: {
    query?: Query<{ limit: number; cursor: string }>;
    answer: Got<typeof brokenLink.brokenLinkListSchema>;
  };
  listRedirects: { answer: Got<typeof redirect.redirectListSchema> };
  setRedirect: {
    query?: LinksQuery;
    body: Sent<typeof redirect.redirectSchema>;
    answer: Got<typeof redirect.acceptedRedirectSchema>;
  };
  setRedirects: {
    body: Sent<typeof redirect.setRedirectsSchema>;
    answer: Got<typeof redirect.redirectsSetSchema>;
  };
  removeRedirect: {
    query: { path: string; links?: 'anyway' };
    answer: Got<typeof redirect.acceptedRedirectSchema>;
  };

  uploadMedia: { body: FormData; answer: Got<typeof media.uploadedMediaSchema> };
  listMedia: { query?: ListMediaQuery; answer: Got<typeof media.mediaListSchema> };
  listMediaTags: { answer: Got<typeof media.mediaTagListSchema> };
  readMedia: { answer: media.Media };
  changeMedia: { body: Sent<typeof media.changeMediaSchema>; answer: media.Media };
  deleteMedia: { query?: Query<{ despiteUse: boolean }>; answer: Got<typeof media.deletedMediaSchema> };
  listMediaUsage: {
    query?: Query<{ limit: number; cursor: string; pagesCursor: string }>;
    answer: Got<typeof media.mediaUsageSchema>;
  };
  readMediaFile: {
    query?: Query<{ width: number; ratio: string; format: 'webp' | 'avif'; hash: string }>;
    answer: Response;
  };
  replaceMediaFile: { body: FormData; answer: media.Media };
  beginUpload: Resumable & { answer: Got<typeof media.uploadSchema> };
  readUpload: { answer: Got<typeof media.uploadSchema> };
  appendUpload: Resumable & { body: Blob; answer: undefined };
  beginDirectUpload: {
    body: Sent<typeof media.beginDirectUploadSchema>;
    answer: Got<typeof media.directUploadSchema>;
  };
  addressUploadParts: { answer: Got<typeof media.directUploadSchema> };
  finishUpload: {
    body: Sent<typeof media.finishUploadSchema>;
    answer: Got<typeof media.uploadSchema>;
  };
  endUpload: { answer: undefined };

  listWebhooks: { answer: Got<typeof webhook.webhookListSchema> };
  createWebhook: { body: Sent<typeof webhook.saveWebhookSchema>; answer: WebhookWithSecret };
  readWebhook: { answer: Got<typeof webhook.webhookSchema> };
  changeWebhook: {
    body: Sent<typeof webhook.saveWebhookSchema>;
    answer: Got<typeof webhook.webhookSchema>;
  };
  deleteWebhook: { answer: undefined };
  rotateWebhookSecret: { answer: WebhookWithSecret };
  testWebhook: { answer: Delivery };
  listWebhookDeliveries: {
    query?: Query<{ state: (typeof webhook.DELIVERY_STATES)[number]; limit: number; cursor: string }>;
    answer: Got<typeof webhook.deliveryListSchema>;
  };
  redeliverWebhook: { answer: Delivery };

  searchAudit: { query?: SearchAuditQuery; answer: Got<typeof auditListSchema> };
  listJobs: {
    query?: Query<{
      state: (typeof job.JOB_STATES)[number];
      routine: boolean;
      limit: number;
      cursor: string;
    }>;
    answer: Got<typeof job.jobListSchema>;
  };
  retryJob: { answer: Got<typeof job.jobSchema> };
  streamEvents: { query?: Query<{ after: string }>; answer: Response };
  readContentModel: Revalidated & { answer: ContentModel };
  findPreviews: { answer: Response };
  previewDraft: { query?: Query<{ version: string; with: string; path: string }>; answer: Response };
  previewContent: { body: Sent<typeof preview.previewContentSchema>; answer: Response };
  listPreviewLinks: { answer: Got<typeof previewLink.previewLinkListSchema> };
  createPreviewLink: {
    body: Sent<typeof previewLink.createPreviewLinkSchema>;
    answer: Got<typeof previewLink.newPreviewLinkSchema>;
  };
  revokePreviewLink: { answer: undefined };
  readOpenApiDocument: { answer: Record<string, unknown> };
  readDocumentation: { answer: Response };
  readDocumentationFile: { answer: Response };
};
