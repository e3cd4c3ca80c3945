import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type RecoveryCodeListProps = { codes: readonly string[]; onKept: () => void };

/** They are in the answer that was just given, and nowhere else. */
export function RecoveryCodeList({ codes, onKept }: RecoveryCodeListProps): ReactNode {
  const { t } = useLingui();
  return (
    <section className="section" aria-labelledby="recovery-codes">
      <h2 id="recovery-codes">{t`Your recovery codes`}</h2>
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
    </section>
  );
}
