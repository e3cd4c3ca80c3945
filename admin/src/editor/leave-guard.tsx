import { Trans, useLingui } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { countOnTheirWay } from './document/pictures/on-their-way.ts';
import { useEditor } from './use-editor.ts';

/** Asks before somebody goes to another screen with words that neither the server nor this device has. */
export function LeaveGuard(): ReactNode {
  const { t } = useLingui();
  const { keeper } = useEditor().desk;
  const { proceed, reset, status } = useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname) return false;
      if (countOnTheirWay() > 0) return true;
      if (keeper.isSafe()) return false;
      await keeper.flush();
      return !keeper.isSafe();
    },
    // The window asks for itself: `desk.ts`.
    enableBeforeUnload: false,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return createPortal(
    keeper.isSafe() ? (
      <Question
        title={t`Leave while pictures are on their way?`}
        leave={t`Leave without them`}
        onStay={reset}
        onLeave={proceed}
      >
        <Trans>
          They come into the text once they are uploaded. Whoever leaves before has a text without them.
        </Trans>
      </Question>
    ) : (
      <Question
        title={t`Leave without these words?`}
        leave={t`Leave, and lose them`}
        onStay={reset}
        onLeave={proceed}
      >
        <Trans>
          The server does not have what you have typed last, and this browser does not keep it. Stay until it
          is saved, or copy it to somewhere else.
        </Trans>
      </Question>
    ),
    document.body,
  );
}

type QuestionProps = {
  title: string;
  leave: string;
  children: ReactNode;
  onStay: () => void;
  onLeave: () => void;
};

function Question({ children, leave, onLeave, onStay, title }: QuestionProps): ReactNode {
  return (
    <AskDialog
      title={title}
      isLoud
      onCancel={onStay}
      choices={
        <>
          <Button onClick={onStay}>
            <Trans>Stay here</Trans>
          </Button>
          <Button look="danger" onClick={onLeave}>
            {leave}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </AskDialog>
  );
}
