import { useLingui } from '@lingui/react/macro';
import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type SecretOnceProps = { title: string; secret: string; children: ReactNode; onKept: () => void };

/** In the answer that was just given, and nowhere else. */
export function SecretOnce({ children, onKept, secret, title }: SecretOnceProps): ReactNode {
  const { t } = useLingui();
  const [isCopied, setCopied] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  /** Where the browser does not let us, it can be selected. */
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <section className="secret-once" aria-label={title}>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p>{children}</p>
      <code>{secret}</code>
      <div className="choices">
        <Button onClick={() => void copy().catch(() => {})}>
          {isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          {isCopied ? t`Copied` : t`Copy`}
        </Button>
        <Button look="solid" onClick={onKept}>{t`I have kept it`}</Button>
      </div>
    </section>
  );
}
