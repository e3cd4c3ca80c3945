import type { Operations } from './operations.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Method and path of each operation, as the OpenAPI document has them: a test holds the two equal. */
export const ADDRESSES = {
  readOwnerLink: 'GET /api/v1/setup',
  acceptOwnerLink: 'POST /api/v1/setup',
  signIn: 'POST /api/v1/session',
  readSession: 'GET /api/v1/session',
  signOut: 'DELETE /api/v1/session',
  requestPasswordReset: 'POST /api/v1/password-resets',
  resetPassword: 'POST /api/v1/password-resets/:token',

  readProfile: 'GET /api/v1/profile',
  changeProfile: 'PUT /api/v1/profile',
  changePassword: 'PUT /api/v1/profile/password',
  listOwnSessions: 'GET /api/v1/profile/sessions',
  endOwnSession: 'DELETE /api/v1/profile/sessions/:id',
  endOtherSessions: 'DELETE /api/v1/profile/sessions',
  listApiTokens: 'GET /api/v1/tokens',
  createApiToken: 'POST /api/v1/tokens',
  deleteApiToken: 'DELETE /api/v1/tokens/:id',

  listUsers: 'GET /api/v1/users',
  readUser: 'GET /api/v1/users/:id',
  changeRole: 'PUT /api/v1/users/:id/role',
  deactivateUser: 'POST /api/v1/users/:id/deactivate',
  activateUser: 'POST /api/v1/users/:id/activate',
  endSessionsOfUser: 'DELETE /api/v1/users/:id/sessions',
  listRoles: 'GET /api/v1/roles',
  createRole: 'POST /api/v1/roles',
  redefineRole: 'PUT /api/v1/roles/:id',
  deleteRole: 'DELETE /api/v1/roles/:id',
  listInvites: 'GET /api/v1/invites',
  createInvite: 'POST /api/v1/invites',
  withdrawInvite: 'DELETE /api/v1/invites/:invite',
  readInvite: 'GET /api/v1/invites/:invite',
  acceptInvite: 'POST /api/v1/invites/:invite',

  listEntries: 'GET /api/v1/entries',
  createEntry: 'POST /api/v1/entries',
  readEntry: 'GET /api/v1/entries/:id',
  saveDraft: 'PUT /api/v1/entries/:id/draft',
  duplicateEntry: 'POST /api/v1/entries/:id/duplicate',
  listBacklinks: 'GET /api/v1/entries/:id/backlinks',
  trashEntry: 'POST /api/v1/entries/:id/trash',
  restoreEntry: 'POST /api/v1/entries/:id/restore',
  deleteEntry: 'DELETE /api/v1/entries/:id',
  changeEntries: 'POST /api/v1/entries/bulk',
  listTranslations: 'GET /api/v1/entries/:id/translations',
  createTranslation: 'POST /api/v1/entries/:id/translations',
  confirmTranslation: 'PUT /api/v1/entries/:id/translations/source',

  listVersions: 'GET /api/v1/entries/:id/versions',
  readVersion: 'GET /api/v1/entries/:id/versions/:versionId',
  nameVersion: 'PUT /api/v1/entries/:id/versions/:versionId/name',
  restoreVersion: 'POST /api/v1/entries/:id/versions/:versionId/restore',
  compareVersions: 'GET /api/v1/entries/:id/compare',
  listPresence: 'GET /api/v1/entries/:id/presence',
  keepPresence: 'PUT /api/v1/entries/:id/presence',
  leavePresence: 'DELETE /api/v1/entries/:id/presence',
  takeOverLease: 'POST /api/v1/entries/:id/presence/takeover',

  listPublications: 'GET /api/v1/publications',
  publishBundle: 'POST /api/v1/publications',
  publishEntry: 'POST /api/v1/entries/:id/publish',
  withdrawEntry: 'POST /api/v1/entries/:id/withdraw',
  readPublication: 'GET /api/v1/publications/:seq',
  revertPublication: 'POST /api/v1/publications/:seq/revert',
  takeDownEntry: 'POST /api/v1/entries/:id/takedown',
  listReleases: 'GET /api/v1/releases',
  readRelease: 'GET /api/v1/releases/:number',
  rollBackToRelease: 'POST /api/v1/releases/:number/rollback',
  resumeReleases: 'POST /api/v1/releases/resume',
  readPublishingStatus: 'GET /api/v1/publishing',
  listRedirects: 'GET /api/v1/redirects',
  setRedirect: 'PUT /api/v1/redirects',
  removeRedirect: 'DELETE /api/v1/redirects',

  listWebhooks: 'GET /api/v1/webhooks',
  createWebhook: 'POST /api/v1/webhooks',
  readWebhook: 'GET /api/v1/webhooks/:id',
  changeWebhook: 'PUT /api/v1/webhooks/:id',
  deleteWebhook: 'DELETE /api/v1/webhooks/:id',
  rotateWebhookSecret: 'POST /api/v1/webhooks/:id/rotate-secret',
  testWebhook: 'POST /api/v1/webhooks/:id/test',
  listWebhookDeliveries: 'GET /api/v1/webhooks/:id/deliveries',
  redeliverWebhook: 'POST /api/v1/webhooks/:id/deliveries/:deliveryId/redeliver',

  searchAudit: 'GET /api/v1/audit',
  streamEvents: 'GET /api/v1/events',
  readContentModel: 'GET /api/v1/content-model',
  findPreviews: 'GET /preview',
  previewDraft: 'GET /preview/:entryId',
  readOpenApiDocument: 'GET /api/v1/openapi.json',
  readDocumentation: 'GET /api/docs',
  readDocumentationFile: 'GET /api/docs/:file',
} as const satisfies Record<keyof Operations, `${Method} /${string}`>;

export type OperationName = keyof typeof ADDRESSES;

/** Of those that answer anything but JSON, the caller gets the answer as it is. */
export const ANSWERED_AS_IS: ReadonlySet<string> = new Set<OperationName>([
  'streamEvents',
  'findPreviews',
  'previewDraft',
  'readDocumentation',
  'readDocumentationFile',
]);

/** Writes of nobody who is known: the server keeps no key of theirs. */
export const WITHOUT_KEY: ReadonlySet<string> = new Set<OperationName>([
  'acceptOwnerLink',
  'signIn',
  'requestPasswordReset',
  'resetPassword',
  'acceptInvite',
]);
