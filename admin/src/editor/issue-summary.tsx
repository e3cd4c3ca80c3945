import { Plural } from '@lingui/react/macro';
import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { fieldLabel } from '../content/field-label.ts';
import { reveal } from './fields/use-reveal.ts';
import { isWithinPath } from './place.ts';
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
        {shown.map(({ message, path }) => (
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

const FOCUSABLE =
  ':is(input, textarea, select, button, a[href], [contenteditable=true], [role=spinbutton]):not([disabled])';

/** Whatever is closed around it is opened, and it gets the focus. */
function showField(path: string): void {
  const fields = [...document.querySelectorAll<HTMLElement>('[data-path]')];
  // The innermost one: a place within a document has none of its own.
  const field = fields.findLast(({ dataset }) => isWithinPath(path, dataset['path'] ?? ''));
  if (field === undefined) return;
  reveal(field);
  field.scrollIntoView({ block: 'center' });
  field.querySelector<HTMLElement>(FOCUSABLE)?.focus();
}
