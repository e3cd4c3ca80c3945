import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { changePart } from './change-part.ts';
import { PartBar } from './part-bar.tsx';
import type { PartProps } from './react-view.ts';

/** HTML as it was written. It is shown as text and never becomes a part of this screen. */
export function RawHtmlView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const { html } = part.node.attrs;
  return (
    <>
      <label htmlFor={id} className="part-name">
        {t`HTML`}
      </label>
      <textarea
        id={id}
        rows={4}
        spellCheck={false}
        value={String(html)}
        onChange={({ currentTarget: { value } }) => {
          if (value !== '') changePart(part, { html: value });
        }}
      />
      {part.isSelected && (
        <PartBar part={part} name={t`HTML`}>
          {null}
        </PartBar>
      )}
    </>
  );
}
