import { lineProblem } from '../../model/text-rules.ts';
import type { FieldIssue } from '../errors.ts';

const NAME_MAX_CHARACTERS = 200;

export function personNameIssues(name: string): FieldIssue[] {
  const message = name === '' ? 'Say what to call you.' : lineProblem(name, NAME_MAX_CHARACTERS);
  return message === null ? [] : [{ path: 'name', message }];
}
