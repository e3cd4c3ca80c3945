import type { Problem } from '../../model/api/problem.ts';

/** What the server lists besides its sentence, a line for each place. */
export function problemLines(
  problem: Problem | null,
  labelOf: (path: string) => string = (path) => path,
): string[] {
  return (problem?.errors ?? []).map(({ path, message }) =>
    path === '' ? message : `${labelOf(path)}: ${message}`,
  );
}
