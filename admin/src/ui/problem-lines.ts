import type { ApiIssue } from '../../../model/api/api-error.ts';

/** What the server lists besides its sentence, a line for each place. */
export function problemLines(
  issues: readonly ApiIssue[],
  labelOf: (path: string) => string = (path) => path,
): string[] {
  return issues.map(({ path, message }) => (path === '' ? message : `${labelOf(path)}: ${message}`));
}
