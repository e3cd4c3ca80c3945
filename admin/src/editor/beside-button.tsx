import { useLingui } from '@lingui/react/macro';
import { PanelRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import type { BesideText } from './use-beside-text.ts';
import { BESIDE_ID } from './writing.tsx';

/** Shows what stands beside the text, or nothing but the text. */
export function BesideButton({ beside: { arrangement, isOpen, show } }: { beside: BesideText }): ReactNode {
  const { t } = useLingui();
  const isAsked = useRef(false);
  // On a narrow screen they stand below the text.
  useEffect(() => {
    if (isOpen && isAsked.current) document.getElementById(BESIDE_ID)?.scrollIntoView({ block: 'nearest' });
    isAsked.current = false;
  }, [isOpen]);
  if (arrangement === null || Object.keys(arrangement.beside).length === 0) return null;
  return (
    <Button
      look="quiet"
      className="beside-button"
      label={isOpen ? t`Hide the fields beside the text` : t`Show the fields beside the text`}
      aria-expanded={isOpen}
      aria-controls={BESIDE_ID}
      onClick={() => {
        isAsked.current = !isOpen;
        show(!isOpen);
      }}
    >
      <PanelRight aria-hidden="true" />
    </Button>
  );
}
