import { t } from '@lingui/core/macro';
import type { ApiIssue } from '../../../model/api/api-error.ts';
import { kindOfIssue, type IssueKind } from './issue-kinds.ts';

const WORDS: Record<IssueKind, (one: string, other: string) => string> = {
  missing: () => t`Must be filled in.`,
  emptyRow: () => t`Must be filled in or removed.`,
  tooShort: (min, has) => t`Needs at least ${min} characters, has ${has}.`,
  tooLong: (max, has) => t`Takes at most ${max} characters, has ${has}.`,
  endless: (max) => t`Takes at most ${max} characters.`,
  otherPattern: (pattern) => t`Does not match the pattern ${pattern}.`,
  notSlug: () => t`Takes lower-case letters, digits and single hyphens, such as first-light.`,
  accentsApart: () => t`Has letters and their accents apart: type it anew.`,
  longSlug: () => t`Is too long for an address.`,
  lineBreak: () => t`Takes a single line.`,
  oddCharacter: () => t`Holds a character that cannot be shown.`,
  notNumber: () => t`Takes a number.`,
  notWhole: () => t`Takes a whole number.`,
  tooSmall: (min) => t`Must be ${min} or more.`,
  tooLarge: (max) => t`Must be ${max} or less.`,
  tooEarly: (min) => t`Must be ${min} or later.`,
  tooLate: (max) => t`Must be ${max} or earlier.`,
  notDay: () => t`Takes a day of the calendar.`,
  notMoment: () => t`Takes a day and a time.`,
  otherChoice: (values) => t`Takes one of these: ${values}.`,
  twice: () => t`Is in the list already.`,
  tooFew: (min, has) => t`Needs at least ${min}, has ${has}.`,
  tooMany: (max, has) => t`Takes at most ${max}, has ${has}.`,
};

/** In the language of the screen; what nobody can type into a form as it was said. */
export function issueWords(message: string): string {
  const known = kindOfIssue(message);
  if (known === null) return message;
  const [one = '', other = ''] = known.parts;
  return WORDS[known.kind](one, other);
}

export function inWords(issues: readonly ApiIssue[]): ApiIssue[] {
  return issues.map(({ message, path }) => ({ path, message: issueWords(message) }));
}
