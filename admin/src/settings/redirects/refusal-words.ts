import type { Problem } from '../../../../model/api/problem.ts';

/** Why one of many was refused; of what was wrongly written, what is wrong with it. */
export function refusalWords({ detail, errors = [] }: Problem): string {
  return errors.length === 0 ? detail : errors.map(({ message }) => message).join(' ');
}
