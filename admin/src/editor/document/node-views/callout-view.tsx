import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { useCalloutKinds } from '../block-kinds.tsx';
import { changePart } from './change-part.ts';
import { PartChoice, PartField } from './part-field.tsx';
import type { PartProps } from './react-view.ts';

/** The head of a callout; below it stands what it says. */
export function CalloutView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const kinds = useCalloutKinds();
  const { kind, title } = part.node.attrs;
  return (
    <div className="callout-head">
      <PartChoice
        label={t`Kind`}
        value={String(kind)}
        choices={kinds}
        onChange={(value) => changePart(part, { kind: value })}
      />
      <PartField
        label={t`Title`}
        value={title}
        placeholder={t`Title, if it has one`}
        onChange={(value) => changePart(part, { title: value })}
        onLeave={() => enter(part)}
      />
    </div>
  );
}

function enter({ editor, place }: PartProps): void {
  const at = place();
  if (at !== undefined)
    editor
      .chain()
      .focus()
      .setTextSelection(at + 2)
      .run();
}
