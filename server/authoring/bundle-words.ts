import { isBlank, lineProblem, textProblem } from '../../model/text-rules.ts';
import { AppError, type FieldIssue } from '../errors.ts';

export type BundleWords = { title: string; note: string };

const TITLE_MAX_CHARACTERS = 200;
const NOTE_MAX_CHARACTERS = 5_000;

export function checkedWords({ note, title }: BundleWords): BundleWords {
  const words = { title: title.trim(), note: note.trim() };
  const titleProblem = isBlank(words.title)
    ? 'Say what the bundle is called.'
    : lineProblem(words.title, TITLE_MAX_CHARACTERS);
  const noteProblem = textProblem(words.note, NOTE_MAX_CHARACTERS);
  const issues: FieldIssue[] = [];
  if (titleProblem !== null) issues.push({ path: 'title', message: titleProblem });
  if (noteProblem !== null) issues.push({ path: 'note', message: noteProblem });
  if (issues.length === 0) return words;
  throw new AppError('invalid-input', 'The bundle was left as it is. Mend what is named and send it again.', {
    issues,
  });
}
