import type { ReactNode } from 'react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import type { RowDeed } from '../content/entry-rows.tsx';
import { entryTitle } from '../content/entry-title.ts';
import type { Refused } from '../content/refused-links.ts';
import { BrokenLinksDialog } from './broken-links-dialog.tsx';
import type { EntryChange } from './carry-out.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { WithdrawDialog } from './withdraw-dialog.tsx';

type RowQuestionsProps = {
  /** What is to be done with an entry once somebody has agreed. */
  asked: { entry: EntrySummary; deed: RowDeed } | null;
  refused: Refused | null;
  isSingle: boolean;
  onChange: (change: EntryChange) => void;
  onLeave: () => void;
};

/** What has to be decided on before something of a list is changed. */
export function RowQuestions({ asked, isSingle, onChange, onLeave, refused }: RowQuestionsProps): ReactNode {
  if (refused !== null) {
    const { action, entry } = refused;
    return (
      <BrokenLinksDialog
        refused={refused}
        onConfirm={() => onChange({ entry, action, links: 'anyway' })}
        onCancel={onLeave}
      />
    );
  }
  if (asked === null) return null;
  const { deed, entry } = asked;
  if (deed === 'delete') {
    const entries = [{ id: entry.id, versionId: entry.draftVersionId }];
    return <DeleteDialog entries={entries} title={entryTitle(entry)} onDone={onLeave} onLeave={onLeave} />;
  }
  if (deed === 'publish') {
    const confirm = (): void => onChange({ entry, action: deed });
    return <PublishDialog entry={entry} onConfirm={confirm} onCancel={onLeave} />;
  }
  return (
    <WithdrawDialog
      entry={entry}
      isSingle={isSingle}
      onConfirm={() => onChange({ entry, action: 'withdraw' })}
      onCancel={onLeave}
    />
  );
}
