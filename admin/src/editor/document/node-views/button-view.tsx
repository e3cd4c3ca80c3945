import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { LinkButton } from '../links/link-button.tsx';
import { changePart, leavePart } from './change-part.ts';
import { DraftField } from './draft-field.tsx';
import { PartBar } from './part-bar.tsx';
import { PartChoice } from './part-field.tsx';
import type { PartProps } from './react-view.ts';

export function ButtonView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const { isSelected, node } = part;
  const { anchor, entryId, href, kind, label } = node.attrs;
  return (
    <>
      <span className={`button-sign ${String(kind)}`}>{String(label)}</span>
      {isSelected && (
        <PartBar part={part} name={t`Button`}>
          <DraftField
            label={t`What it says`}
            value={String(label)}
            problemOf={(value) => (value.trim() === '' ? t`A button needs words.` : null)}
            onChange={(value) => changePart(part, { label: value })}
            onLeave={() => leavePart(part)}
          />
          <LinkButton target={{ href, entryId, anchor }} onChoose={(target) => changePart(part, target)} />
          <PartChoice
            label={t`Look`}
            value={String(kind)}
            choices={[
              ['primary', t`Strong`],
              ['secondary', t`Quiet`],
            ]}
            onChange={(value) => changePart(part, { kind: value })}
          />
        </PartBar>
      )}
    </>
  );
}
