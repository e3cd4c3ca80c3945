/** A failure the world can cause (bad input, a missing entry, a database that is away), as against a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

export type ErrorDetails = {
  /** Where in the input the problem is, one row per problem. */
  issues?: readonly FieldIssue[];
  /** Further members of the problem+json body, such as the server's copy on a 412. */
  extra?: Readonly<Record<string, unknown>>;
  retryAfterSeconds?: number;
  cause?: unknown;
};

export type FieldIssue = { path: string; message: string };

export type ErrorCode = keyof typeof ERRORS;

/** For codes that come back from a database or another process. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/**
 * Every error a caller can meet. A code is permanent: scripts match on it. `docs/errors.md` explains each one and a
 * test keeps the two lists equal.
 */
export const ERRORS = {
  'config-invalid': { status: 500, title: 'The configuration is not usable' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'malformed-text': { status: 400, title: 'The body holds text that is not well-formed' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'body-too-deep': { status: 400, title: 'The body is nested too deeply' },
  'unsupported-media-type': { status: 415, title: 'The body is of a type this address does not take' },
  'invalid-input': { status: 422, title: 'Some of the input is not valid' },
  'unknown-collection': { status: 422, title: 'The site has no such collection' },
  'unknown-locale': { status: 422, title: 'The site has no such locale' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'wrong-credentials': { status: 401, title: 'The e-mail address and the password do not match' },
  'second-factor-required': { status: 403, title: 'Set up a second factor first' },
  'wrong-code': { status: 401, title: 'The code is not good now' },
  'wrong-passkey': { status: 401, title: 'The passkey is not good here' },
  'challenge-not-open': { status: 409, title: 'The passkey has answered too late, or something else' },
  'sign-in-not-pending': { status: 401, title: 'No sign-in waits for a second step' },
  'too-many-attempts': { status: 429, title: 'Too many attempts to sign in' },
  'too-many-requests': { status: 429, title: 'Too many requests for mails' },
  'too-many-writes': { status: 429, title: 'Too many changes at once' },
  'too-much-markdown': { status: 429, title: 'Too much Markdown of yours waits to be read' },
  'markdown-busy': { status: 503, title: 'Too much Markdown waits to be read' },
  'too-many-streams': { status: 429, title: 'Too many event streams are open' },
  'not-allowed': { status: 403, title: 'Your role does not allow this' },
  'cross-site-request': { status: 403, title: 'The request came from another site' },
  'owner-exists': { status: 409, title: 'The site has an owner already' },
  'link-not-valid': { status: 410, title: 'The link has been used or has expired' },
  'invite-not-found': { status: 404, title: 'There is no such open invite' },
  'email-taken': { status: 409, title: 'The e-mail address has an account already' },
  'user-not-found': { status: 404, title: 'There is no such user' },
  'role-not-found': { status: 404, title: 'The site has made no such role' },
  'role-name-taken': { status: 409, title: 'There is a role of this name' },
  'role-in-use': { status: 409, title: 'Somebody has this role' },
  'token-not-found': { status: 404, title: 'You have no such API token' },
  'token-not-allowed': { status: 403, title: 'The API token does not allow this' },
  'two-credentials': { status: 400, title: 'The request carries a session and an API token' },
  'session-not-found': { status: 404, title: 'You have no such session' },
  'totp-exists': { status: 409, title: 'You have an app that makes codes already' },
  'not-enrolling': { status: 409, title: 'No app waits for its first code' },
  'no-second-factor': { status: 409, title: 'You have no such second factor' },
  'passkeys-unavailable': { status: 409, title: 'No passkey can be used at this address' },
  'passkey-not-found': { status: 404, title: 'You have no such passkey' },
  'passkey-exists': { status: 409, title: 'The passkey has been added already' },
  'too-many-passkeys': { status: 409, title: 'You have as many passkeys as one may have' },
  'last-owner': { status: 409, title: 'The site needs an owner' },
  'entry-not-found': { status: 404, title: 'There is no such entry' },
  'entry-trashed': { status: 409, title: 'The entry is in the trash' },
  'not-in-trash': { status: 409, title: 'The entry is not in the trash' },
  'entry-referenced': { status: 409, title: 'Other entries refer to this one' },
  'translation-exists': { status: 409, title: 'There is another translation already' },
  'schedule-not-found': { status: 404, title: 'There is no such schedule' },
  'schedule-closed': { status: 409, title: 'The schedule has fired or was cancelled' },
  'bundle-not-found': { status: 404, title: 'There is no such bundle' },
  'bundle-closed': { status: 409, title: 'The bundle is scheduled or was published' },
  'bundle-changed': { status: 409, title: 'The bundle has other entries by now' },
  'version-not-found': { status: 404, title: 'The entry has no such version' },
  'precondition-required': { status: 428, title: 'Say which version you saw' },
  'version-conflict': { status: 412, title: 'The entry has been changed since you read it' },
  'lease-not-held': { status: 409, title: 'Somebody else has taken over' },
  'path-taken': { status: 409, title: 'Another entry has this public path' },
  'path-reserved': { status: 409, title: 'The public path belongs to the site itself' },
  'single-exists': { status: 409, title: 'This single already has its entry' },
  'not-published': { status: 409, title: 'The entry is not published' },
  'media-not-found': { status: 404, title: 'There is no such media file' },
  'media-type-refused': { status: 415, title: 'Files of this type are not taken' },
  'media-damaged': { status: 422, title: 'The file is damaged' },
  'picture-too-large': { status: 422, title: 'The picture has too many pixels' },
  'file-too-large': { status: 413, title: 'The file is too large' },
  'media-in-use': { status: 409, title: 'The file stands in entries' },
  'media-store-failed': { status: 507, title: 'The file could not be kept' },
  'media-bytes-missing': { status: 500, title: 'The bytes of a media file are not there' },
  'range-not-satisfiable': { status: 416, title: 'The file has no such part' },
  'media-not-whole': { status: 500, title: 'The media are not as they should be' },
  'upload-not-found': { status: 404, title: 'You have no such upload' },
  'upload-offset': { status: 409, title: 'The upload stands at another byte' },
  'upload-busy': { status: 423, title: 'The upload is being added to' },
  'upload-checksum': { status: 460, title: 'The piece is not what its checksum says' },
  'upload-protocol': { status: 412, title: 'The upload is of another version of tus' },
  'upload-incomplete': { status: 409, title: 'Parts of the upload are missing' },
  'no-direct-upload': { status: 409, title: 'The bytes have to come through the server' },
  'too-many-uploads': { status: 409, title: 'There are too many unfinished uploads' },
  'redirect-not-found': { status: 404, title: 'There is no redirect on this path' },
  'redirect-loop': { status: 422, title: 'The redirect would lead back to itself' },
  'key-reused': { status: 422, title: 'This key was sent with another request' },
  'answer-lost': { status: 409, title: 'The request was carried out, and its answer is lost' },
  'basis-moved': { status: 409, title: 'The site has moved on since you looked' },
  'broken-links': { status: 409, title: 'Links would lead nowhere' },
  'publication-superseded': { status: 409, title: 'What was published has been changed since' },
  'taken-down': { status: 410, title: 'This was taken down for good' },
  'release-not-found': { status: 404, title: 'There is no such release' },
  'rollback-impossible': { status: 409, title: 'This release cannot be gone back to' },
  'not-pinned': { status: 409, title: 'Nothing is held' },
  'erasure-incomplete': { status: 500, title: 'Something of it is left in the database' },
  'publication-held': { status: 409, title: 'The site is held at an earlier release' },
  'not-healthy': { status: 500, title: 'Something is wrong with this installation' },
  'backup-failed': { status: 500, title: 'A backup could not be made or read' },
  'backup-not-found': { status: 404, title: 'There is no such backup' },
  'backup-damaged': { status: 500, title: 'The backup is damaged' },
  'backup-sealed': { status: 500, title: 'The backup is sealed' },
  'site-differs': { status: 500, title: 'What visitors get is not what is published' },
  'dead-links': { status: 500, title: 'Links of the site lead nowhere' },
  'not-verifiable': { status: 409, title: 'The site cannot be verified now' },
  'preview-link-not-found': { status: 404, title: 'There is no such preview link' },
  'preview-locked': { status: 401, title: 'The preview has a password' },
  'preview-ended': { status: 410, title: 'The preview is over' },
  'page-not-found': { status: 404, title: 'The site has no such page' },
  'route-not-found': { status: 404, title: 'The templates have no such route' },
  'audit-broken': { status: 500, title: 'The audit log is not as it was written' },
  'job-not-found': { status: 404, title: 'There is no such job' },
  'job-busy': { status: 409, title: 'This cannot be done with the job now' },
  'webhook-not-found': { status: 404, title: 'There is no such webhook' },
  'delivery-not-found': { status: 404, title: 'There is no such delivery' },
  'webhook-disabled': { status: 409, title: 'The webhook is disabled' },
  'too-many-webhooks': { status: 409, title: 'There are too many webhooks' },
  'database-unavailable': { status: 503, title: 'The database is not reachable' },
  'schema-not-current': { status: 503, title: 'The database schema is not the one this program needs' },
  'wrong-environment': { status: 503, title: 'This belongs to another environment' },
  'no-installation': { status: 503, title: 'There is no installation here' },
  'confirmation-required': { status: 409, title: 'This has to be confirmed' },
  'migration-changed': { status: 500, title: 'A migration that has been released was changed' },
  'template-failed': { status: 422, title: 'A template could not render' },
  'template-build-failed': { status: 500, title: 'The templates could not be built' },
  'target-failed': { status: 503, title: 'The public files could not be written' },
  'admin-build-failed': { status: 500, title: 'The authoring UI could not be built' },
  'publisher-busy': { status: 409, title: 'Another process is publishing to this target' },
  'cache-damaged': { status: 503, title: 'The content cache is being made again' },
  'starting-up': { status: 503, title: 'The server is still starting' },
  'shutting-down': { status: 503, title: 'The server is ending' },
  'not-released': { status: 503, title: 'Nothing has been released yet' },
  'cannot-listen': { status: 500, title: 'The address cannot be listened on' },
  'already-running': { status: 409, title: 'Stillpress is already running here' },
  /** Said by nginx, when no web process answers it. */
  'web-away': { status: 503, title: 'The authoring server is away' },
  /** Said by nginx as well. */
  'address-too-busy': { status: 429, title: 'This address asks too often' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;
