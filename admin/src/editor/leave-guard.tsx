import { Trans, useLingui } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { useEditor } from './use-editor.ts';

/** Asks before somebody goes to another screen with words that neither the server nor this device has. */
export function LeaveGuard(): ReactNode {
  const { t } = useLingui();
  const { keeper } = useEditor().desk;
  const { proceed, reset, status } = useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname || keeper.isSafe()) return false;
      await keeper.flush();
      return !keeper.isSafe();
    },
    // The window asks for itself: `desk.ts`.
    enableBeforeUnload: false,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return createPortal(
    <AskDialog
      title={t`Leave without these words?`}
      isLoud
      onCancel={reset}
      choices={
        <>
          <Button onClick={reset}>
            <Trans>Stay here</Trans>
          </Button>
          <Button look="danger" onClick={proceed}>
            <Trans>Leave, and lose them</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          The server does not have what you have typed last, and this browser does not keep it. Stay until it
          is saved, or copy it to somewhere else.
        </Trans>
      </p>
    </AskDialog>,
    document.body,
  );
}
