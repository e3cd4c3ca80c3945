import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { fieldLabel } from '../content/field-label.ts';
import { useEditor } from '../editor/use-editor.ts';
import { inWords } from '../issues/issue-words.ts';
import { MessageBox } from '../ui/message.tsx';
import { problemLines } from '../ui/problem-lines.ts';

/** Why it cannot be planned or published, with each field called as the form does. */
export function PublishError({ error }: { error: Error }): ReactNode {
  const { entry, model } = useEditor();
  const issues = error instanceof ApiError ? inWords(error.issues) : [];
  const details = problemLines(issues, (path) => fieldLabel(model, entry.collection, path));
  return <MessageBox message={{ kind: 'problem', text: error.message, details }} />;
}
