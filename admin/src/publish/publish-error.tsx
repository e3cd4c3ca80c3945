import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { fieldLabel } from '../content/field-label.ts';
import { placeOf } from '../editor/place.ts';
import { useEditor } from '../editor/use-editor.ts';
import { inWords } from '../issues/issue-words.ts';
import '../ui/message.css';

/** Why it cannot be planned or published, with each field called as the form does, and the way there. */
export function PublishError({ error }: { error: Error }): ReactNode {
  const { desk, entry, model } = useEditor();
  const issues = error instanceof ApiError ? inWords(error.issues) : [];
  const isHere = (path: string): boolean => Object.hasOwn(desk.fields, placeOf(path)[0] ?? '');
  return (
    <div className="problem" role="alert">
      <p>{error.message}</p>
      {issues.length > 0 && (
        <ul>
          {issues.map(({ message, path }) => (
            <li key={`${path} ${message}`}>
              {isHere(path) ? (
                <button
                  type="button"
                  className="text-button"
                  onClick={() => desk.goTo({ place: placeOf(path), blockId: null })}
                >
                  {fieldLabel(model, entry.collection, path)}: {message}
                </button>
              ) : (
                message
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
