import { Trans, useLingui } from '@lingui/react/macro';
import { Pin as PinSign } from 'lucide-react';
import type { ReactNode } from 'react';
import './releases.css';

/** That the site is held at an earlier release; what else there is to say or do stands in it. */
export function HeldFrame({
  children,
  dialog,
  number,
}: {
  number: number;
  children: ReactNode;
  dialog?: ReactNode;
}): ReactNode {
  const { t } = useLingui();
  return (
    <section className="pin-banner" aria-label={t`The site is held`}>
      <PinSign aria-hidden="true" />
      <div>
        <p>
          <strong>
            <Trans>The site is held at release {number}.</Trans>
          </strong>
        </p>
        {children}
      </div>
      {dialog}
    </section>
  );
}
