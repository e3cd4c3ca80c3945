/**
 * The codes behind whose German the server's own words stand, in English: those that whoever runs the server or writes a program meets, and that name a file, a
 * variable or a command, and those whose words are of a template. Of everything else the German says all that there is to say.
 */
export const ENGLISH_BEHIND: ReadonlySet<string> = new Set([
  // Of the templates, of the disk, of other programs.
  'admin-build-failed',
  'media-bytes-missing',
  'media-store-failed',
  'target-failed',
  'template-build-failed',
  'template-failed',
  // Of the command line, and of what the operator has set.
  'already-running',
  'audit-broken',
  'backup-damaged',
  'backup-failed',
  'backup-not-found',
  'backup-sealed',
  'cannot-listen',
  'config-invalid',
  'confirmation-required',
  'dead-links',
  'job-busy',
  'media-not-whole',
  'migration-changed',
  'no-installation',
  'not-healthy',
  'not-verifiable',
  'page-not-found',
  'publisher-busy',
  'rollback-impossible',
  'route-not-found',
  'schema-not-current',
  'site-differs',
  // Of requests that no screen sends.
  'invalid-input',
  'key-reused',
  'malformed-json',
  'media-damaged',
  'method-not-allowed',
  'picture-too-large',
  'precondition-required',
  'range-not-satisfiable',
  'token-not-allowed',
  'two-credentials',
  'unsupported-media-type',
  'upload-protocol',
]);
