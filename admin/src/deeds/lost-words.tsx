import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { KeptDraft } from '../editor/keep/kept-draft.ts';
import { useEditor } from '../editor/use-editor.ts';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import '../editor/recovery-notice.css';

const Differences = late(
  withWords('editor', async () => (await import('../editor/differences.tsx')).Differences),
);

type LostWordsProps = { draft: KeptDraft; onGone: () => void; onKept: () => void };

/** Offers them back, with what is different. */
export function LostWords({ draft, onGone, onKept }: LostWordsProps): ReactNode {
  const { i18n, t } = useLingui();
  const { desk } = useEditor();
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const moment = new Date(draft.keptAt);
  const isToday = moment.toDateString() === new Date().toDateString();
  const when = i18n.date(
    moment,
    isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
  const putBack = async (): Promise<void> => {
    setBusy(true);
    await desk.keeper.adopt(draft);
    onGone();
    // Not before they are elsewhere.
    if (desk.keeper.isSafe()) await desk.shelf.remove(draft);
  };
  const throwAway = async (): Promise<void> => {
    await desk.shelf.remove(draft);
    onGone();
    showToast({
      kind: 'done',
      text: t`The words are thrown away.`,
      action: {
        label: t`Keep them after all`,
        onAct: () => {
          void desk.shelf.put(draft);
          onKept();
        },
      },
    });
  };
  return (
    <section className="notice lost-words" aria-label={t`Words that were not saved`}>
      <p>
        <Trans>Words of yours from {when} were not saved.</Trans>
      </p>
      <div className="lost-choices">
        <Button look="solid" isBusy={isBusy} onClick={() => void putBack()}>
          <Trans>Put them back</Trans>
        </Button>
        <Button aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          <Trans>Show the difference</Trans>
        </Button>
        <Button look="quiet" onClick={() => void throwAway()}>
          <Trans>Throw away</Trans>
        </Button>
      </div>
      {isShown && (
        <>
          <Differences before={draft.base.stored} after={draft.content} />
        </>
      )}
    </section>
  );
}
