import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Gate } from '../sign-in/gate-frame.tsx';

export function NoSuchPage(): ReactNode {
  const { t } = useLingui();
  return (
    <Gate title={t`There is no such page`}>
      <p>
        <Trans>
          Nothing is at this address. <Link to="/">To the start</Link>
        </Trans>
      </p>
    </Gate>
  );
}
