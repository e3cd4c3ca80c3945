import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Floating } from '../floating.tsx';
import { LinkLine } from './link-line.tsx';
import { LinkPicker } from './link-picker.tsx';
import type { LinkTarget } from './link-target.ts';

/** Where something leads, and a button to lead it elsewhere. */
export function LinkButton({
  onChoose,
  target,
}: {
  target: LinkTarget;
  onChoose: (target: LinkTarget) => void;
}): ReactNode {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLSpanElement>(null);
  return (
    <span ref={button}>
      <Button look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <LinkLine {...target} />
      </Button>
      {isOpen && (
        <Floating
          label={t`Where it leads`}
          rectOf={() => button.current?.getBoundingClientRect() ?? null}
          onClose={() => setOpen(false)}
        >
          <LinkPicker
            typed={typeof target.href === 'string' ? target.href : ''}
            onChoose={(chosen) => {
              setOpen(false);
              onChoose(chosen);
            }}
          />
        </Floating>
      )}
    </span>
  );
}
