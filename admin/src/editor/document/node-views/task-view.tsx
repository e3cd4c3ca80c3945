import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { changePart } from './change-part.ts';
import type { PartProps } from './react-view.ts';

export function TaskView(part: PartProps): ReactNode {
  const { t } = useLingui();
  return (
    <input
      type="checkbox"
      aria-label={t`Done`}
      checked={part.node.attrs['checked'] === true}
      disabled={!part.editor.isEditable}
      onChange={({ currentTarget: { checked } }) => changePart(part, { checked })}
    />
  );
}
