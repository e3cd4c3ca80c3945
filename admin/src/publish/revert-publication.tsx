import { Trans } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { brokenLinksIn } from '../content/refused-links.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';

type RevertPublicationProps = {
  seq: number;
  label: string;
  question: string;
  /** With the number of the publication that takes it back. */
  onReverted: (seq: number) => void;
};

/** All of a publication in one moment, after a question; where links would be dead then, after another one. */
export function RevertPublication({ label, onReverted, question, seq }: RevertPublicationProps): ReactNode {
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const revert = useMutation({
    mutationFn: async (links: 'anyway' | undefined) =>
      (await api.revertPublication({ seq, query: { links } })).body,
    onSuccess: ({ publication }) => {
      onReverted(publication.seq);
      for (const key of ['bundles', 'entries', 'publications', 'redirects'])
        void client.invalidateQueries({ queryKey: [key] });
    },
    onSettled: () => setAsked(false),
  });
  const broken = revert.error instanceof ApiError ? brokenLinksIn(revert.error) : null;
  return (
    <>
      {revert.error !== null && (
        <MessageBox
          message={{
            kind: 'problem',
            text: revert.error.message,
            details: broken?.links.map(({ path }) => path) ?? supersededIn(revert.error),
          }}
        />
      )}
      <div className="choices">
        {broken?.mayBreak === true && (
          <Button look="danger" isBusy={revert.isPending} onClick={() => revert.mutate('anyway')}>
            <Trans>Take it back all the same</Trans>
          </Button>
        )}
        <Button isBusy={revert.isPending} onClick={() => setAsked(true)}>
          {label}
        </Button>
      </div>
      {isAsked && (
        <AskDialog
          title={question}
          onCancel={() => setAsked(false)}
          choices={
            <>
              <Button onClick={() => setAsked(false)}>
                <Trans>Leave it as it is</Trans>
              </Button>
              <Button look="danger" isBusy={revert.isPending} onClick={() => revert.mutate(undefined)}>
                <Trans>Take it back</Trans>
              </Button>
            </>
          }
        >
          <p>
            <Trans>
              Visitors get what was there before, all of it in one moment. The drafts and all versions stay as
              they are. It is refused where something of it has been changed since.
            </Trans>
          </p>
        </AskDialog>
      )}
    </>
  );
}

/** What of it has been changed since. */
function supersededIn(error: Error): string[] {
  const items = error instanceof ApiError ? (error.problem as { items?: unknown } | null)?.items : undefined;
  if (!Array.isArray(items)) return [];
  return (items as { name?: string; subject?: string }[]).flatMap(
    ({ name, subject }) => name || subject || [],
  );
}
