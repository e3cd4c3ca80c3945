import type { ErrorCode } from '../errors.ts';

/** What a script can act on. `docs/cli.md` explains each one, and a test keeps the two lists equal. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  database: 4,
  busy: 5,
  template: 6,
  unverified: 7,
  fault: 8,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every other code is a failure of no kind that a script could tell apart. */
const EXIT_OF_ERROR: Partial<Record<ErrorCode, ExitCode>> = {
  'config-invalid': EXIT.configuration,
  'wrong-environment': EXIT.configuration,
  'database-unavailable': EXIT.database,
  'schema-not-current': EXIT.database,
  'no-installation': EXIT.database,
  'migration-changed': EXIT.database,
  'already-running': EXIT.busy,
  'cannot-listen': EXIT.busy,
  'publisher-busy': EXIT.busy,
  'template-failed': EXIT.template,
  'template-build-failed': EXIT.template,
  'not-verifiable': EXIT.unverified,
  'publication-held': EXIT.unverified,
  'not-released': EXIT.unverified,
  'internal-error': EXIT.fault,
};

export function exitCodeFor(code: ErrorCode): ExitCode {
  return EXIT_OF_ERROR[code] ?? EXIT.failed;
}
