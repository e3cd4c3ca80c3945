import { useEffect, useRef, type FocusEvent } from 'react';
import type { ReactNode } from 'react';
import { late } from '../ui/late.tsx';
import { isBlank } from './blank-entry.ts';
import { FieldList } from './fields/field-list.tsx';
import { IssueSummary } from './issue-summary.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { fieldMark } from './presence.ts';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { RecoveryNotice } from './recovery-notice.tsx';
import { TranslationNotice } from './translation-notice.tsx';
import type { BesideText } from './use-beside-text.ts';
import { useEditor, useSaveState } from './use-editor.ts';
import { Writing } from './writing.tsx';
import './entry-form.css';

/** Loaded once somebody writes: when they are needed, the server may be away. */
const ConflictView = late(async () => (await import('./conflict-view.tsx')).ConflictView);

/** What is written, and above it what somebody has to decide on first. */
export function EntryForm({ beside }: { beside: BesideText }): ReactNode {
  const { desk, entry } = useEditor();
  const form = useRef<HTMLFormElement>(null);
  const isNew = isBlank(entry);
  // Whoever begins something wants to write.
  useEffect(() => {
    if (isNew) form.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [isNew]);
  useEffect(() => desk.onSaveState(() => void ConflictView.preload()), [desk]);
  return (
    <form
      ref={form}
      className="editor-form"
      onSubmit={(event) => event.preventDefault()}
      onFocus={(event) => tellPlace(event, desk.presence.at)}
    >
      {beside.arrangement === null ? (
        <div className="form-column">
          <Notices />
          <FieldList fields={desk.fields} place={[]} />
        </div>
      ) : (
        <Writing
          arrangement={beside.arrangement}
          notices={<Notices />}
          isBesideOpen={beside.isOpen}
          onOpenBeside={() => beside.show(true)}
        />
      )}
      <LeaveGuard />
    </form>
  );
}

function Notices(): ReactNode {
  // Nothing else is to be decided on as long as it is there.
  if (useEditor().readOnly === 'trashed') return <ReadOnlyNotice />;
  return (
    <>
      <ReadOnlyNotice />
      <RecoveryNotice />
      <TranslationNotice />
      <Conflicts />
      <IssueSummary />
    </>
  );
}

/** By itself: how far the words have come changes while somebody types, and the form does not. */
function Conflicts(): ReactNode {
  const state = useSaveState();
  if (state.kind !== 'conflict') return null;
  return (
    <>
      <ConflictView conflicts={state.conflicts} />
    </>
  );
}

/** In a rich text it is the document that knows the block. */
function tellPlace({ target }: FocusEvent, tell: (blockId: string) => void): void {
  const field = target.closest<HTMLElement>('[data-path]');
  if (field === null || field.classList.contains('richText-field')) return;
  tell(fieldMark(field.dataset['path'] ?? ''));
}
