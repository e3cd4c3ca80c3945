import { Plural } from '@lingui/react/macro';
import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { fieldLabel } from '../content/field-label.ts';
import { inWords } from '../issues/issue-words.ts';
import { showField } from './show-field.ts';
import { useEditor } from './use-editor.ts';
import '../ui/message.css';

/** What is wrong with the entry, each with the way there. */
export function IssueSummary(): ReactNode {
  const { desk, entry, model } = useEditor();
  const shown = useSyncExternalStore(desk.issues.subscribe, desk.issues.shown);
  // Before, each stands beside its field, and that is enough.
  if (shown.length === 0 || !desk.issues.isAsked()) return null;
  return (
    <section className="problem issue-summary" aria-labelledby="issue-summary">
      <h2 id="issue-summary">
        <Plural value={shown.length} one="One thing to mend" other="# things to mend" />
      </h2>
      <ul>
        {inWords(shown).map(({ message, path }) => (
          <li key={`${path} ${message}`}>
            {path === '' ? (
              message
            ) : (
              <button type="button" className="text-button" onClick={() => showField(path)}>
                {fieldLabel(model, entry.collection, path)}: {message}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
