import type { Problem } from '../../../../model/api/problem.ts';
import { inWords } from '../../problems/explain.ts';

/** Why one of many was refused; of what was wrongly written, what is wrong with it. */
export async function refusalWords(problem: Problem): Promise<string> {
  const { code, detail, errors = [] } = problem;
  if (errors.length === 0) return (await inWords({ code, detail, parts: problem })) ?? detail;
  const said = errors.map(async ({ message }) => (await inWords({ code: '', detail: message })) ?? message);
  return (await Promise.all(said)).join(' ');
}
