import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { entryTitle } from '../content/entry-title.ts';
import { Button } from '../ui/button.tsx';

type WithdrawDialogProps = {
  entry: EntrySummary;
  /** The one entry of its collection, which every page may lean on. */
  isSingle: boolean;
  /** It leaves the lists as well. */
  isTrashed?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
};

/** Asks before something disappears from the site, and says what happens. */
export function WithdrawDialog(props: WithdrawDialogProps): ReactNode {
  const { entry, isSingle, isTrashed = false, onConfirm, onCancel } = props;
  const { t } = useLingui();
  const title = entryTitle(entry);
  const { livePath } = entry;
  return (
    <AskDialog
      title={isTrashed ? t`Move “${title}” to the trash?` : t`Withdraw “${title}”?`}
      isLoud={isSingle}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>
            <Trans>Keep it public</Trans>
          </Button>
          <Button look="danger" onClick={onConfirm}>
            {isTrashed ? (
              <Trans>Move to the trash</Trans>
            ) : isSingle ? (
              <Trans>Withdraw from the whole site</Trans>
            ) : (
              <Trans>Withdraw</Trans>
            )}
          </Button>
        </>
      }
    >
      {isSingle && (
        <p className="problem">
          <Trans>
            <strong>This concerns the whole site.</strong> “{title}” is not one page among others: every page
            that uses it is published again without it, at once.
          </Trans>
        </p>
      )}
      <p>
        {livePath === null ? (
          <Trans>Visitors no longer see it on any page that shows it.</Trans>
        ) : (
          <Trans>
            Visitors who open {livePath} are told that there is no such page, and lists no longer show it.
          </Trans>
        )}{' '}
        {isTrashed ? (
          <Trans>It can be restored from the trash with all its versions, as a draft.</Trans>
        ) : (
          <Trans>The draft and all versions stay: publishing it again brings it back.</Trans>
        )}
      </p>
    </AskDialog>
  );
}
