import { useLingui } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';

type RecoveryCodeListProps = { codes: readonly string[]; onKept: () => void };

/** They are in the answer that was just given, and nowhere else: whoever has asked for them is taken to them. */
export function RecoveryCodeList({ codes, onKept }: RecoveryCodeListProps): ReactNode {
  const { t } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [codes]);
  return (
    <section className="section" aria-labelledby="recovery-codes">
      <h2 id="recovery-codes" ref={heading} tabIndex={-1}>
        {t`Your recovery codes`}
      </h2>
      <p>
        {t`Write them down and keep them away from your telephone: they are shown this once. Each of them signs you in one time when you have lost your app or your passkeys. Older ones open nothing any more.`}
      </p>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button look="solid" onClick={onKept}>
        {t`I have kept them`}
      </Button>
      <LeaveQuestion />
    </section>
  );
}

/** Before somebody goes to another screen, or away from the page. */
function LeaveQuestion(): ReactNode {
  const { t } = useLingui();
  const { proceed, reset, status } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname,
    enableBeforeUnload: true,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <AskDialog
      title={t`Leave without your recovery codes?`}
      onCancel={reset}
      choices={
        <>
          <Button onClick={reset}>{t`Stay here`}</Button>
          <Button look="danger" onClick={proceed}>
            {t`I have kept them`}
          </Button>
        </>
      }
    >
      <p>{t`They are shown this once. Whoever leaves before they are written down has to make new ones.`}</p>
    </AskDialog>
  );
}
