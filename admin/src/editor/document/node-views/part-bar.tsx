import { useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { removePart } from './change-part.ts';
import type { PartProps } from './react-view.ts';

/** What can be changed of a part that is selected. It is reached with the Tab key. */
export function PartBar({
  children,
  name,
  part,
}: {
  children: ReactNode;
  name: string;
  part: PartProps;
}): ReactNode {
  const { t } = useLingui();
  return (
    <div className="part-bar" role="group" aria-label={name}>
      {children}
      <Button look="quiet" label={t`Remove`} onClick={() => removePart(part)}>
        <Trash2 aria-hidden="true" />
      </Button>
    </div>
  );
}
