import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { LOST_WORDS } from '../editor/recovery-notice.tsx';
import { useLost } from '../editor/use-editor.ts';
import '../ui/message.css';

/** What is published may lack words that somebody has written: they are asked first. */
export function LostNote(): ReactNode {
  if (useLost().length === 0) return null;
  return (
    <div className="problem" role="alert">
      <p>
        <Trans>
          Words of yours were not saved, and would not be published. Say first what becomes of them.
        </Trans>
      </p>
      <button type="button" className="text-button" onClick={showThem}>
        <Trans>Show them</Trans>
      </button>
    </div>
  );
}

function showThem(): void {
  const notice = document.querySelector<HTMLElement>(`.${LOST_WORDS}`);
  notice?.scrollIntoView({ block: 'center' });
  notice?.querySelector('button')?.focus({ preventScroll: true });
}
