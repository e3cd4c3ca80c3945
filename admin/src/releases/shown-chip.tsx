import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import '../ui/state-chip.css';

/** Of the release that visitors have now. */
export function ShownChip(): ReactNode {
  return (
    <span className="state-chip live">
      <Trans>What visitors see</Trans>
    </span>
  );
}
