import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { Arrangement } from './arrange-fields.ts';
import { FieldList, FieldView } from './fields/field-list.tsx';
import { TitleControl } from './fields/title-control.tsx';
import { useReveal } from './fields/use-reveal.ts';
import { onLeaveUpwards } from './leave-text.ts';
import { enterText } from './show-field.ts';
import { useEditor } from './use-editor.ts';
import './writing.css';

export const BESIDE_ID = 'beside-text';

export type WritingProps = {
  arrangement: Arrangement;
  /** What somebody has to decide on first. */
  notices: ReactNode;
  /** Whether what stands beside the text is shown. */
  isBesideOpen: boolean;
  onOpenBeside: () => void;
};

/** A title and a text, as they will be read, and everything else out of their way. */
export function Writing({ arrangement, isBesideOpen, notices, onOpenBeside }: WritingProps): ReactNode {
  const { t } = useLingui();
  const { fields } = useEditor().desk;
  const titleFrame = useRef<HTMLDivElement>(null);
  const textFrame = useRef<HTMLDivElement>(null);
  const beside = useReveal<HTMLElement>(onOpenBeside);
  const { text, title } = arrangement;
  useEffect(() => {
    const goUp = (): void => titleFrame.current?.querySelector('textarea')?.focus();
    return textFrame.current === null ? undefined : onLeaveUpwards(textFrame.current, goUp);
  }, []);
  const titleField = fields[title];
  const textField = fields[text];
  if (titleField === undefined || textField === undefined) return null;
  return (
    <div className="writing">
      <div className="writing-room">
        <div className="writing-column">
          {notices}
          <div
            ref={titleFrame}
            className="writing-title"
            onKeyDown={(event) => goOnFromTitle(event, textFrame.current)}
          >
            <FieldView field={titleField} name={title} place={[title]} control={TitleControl} isLabelHidden />
          </div>
          <div ref={textFrame} className="writing-text">
            <FieldView field={textField} name={text} place={[text]} isLabelHidden />
          </div>
          {hasAny(arrangement.below) && (
            <div className="below-text">
              <FieldList fields={arrangement.below} place={[]} />
            </div>
          )}
        </div>
      </div>
      {hasAny(arrangement.beside) && (
        <section
          ref={beside}
          id={BESIDE_ID}
          className="beside-text"
          aria-label={t`Fields beside the text`}
          hidden={!isBesideOpen}
        >
          <FieldList fields={arrangement.beside} place={[]} />
        </section>
      )}
    </div>
  );
}

function hasAny(fields: object): boolean {
  return Object.keys(fields).length > 0;
}

/** A title has no second line: Enter goes on in the text, and so does the way down from its end. */
function goOnFromTitle(event: KeyboardEvent, text: HTMLElement | null): void {
  const { altKey, ctrlKey, key, metaKey, nativeEvent, shiftKey, target } = event;
  if (!(target instanceof HTMLTextAreaElement) || altKey || ctrlKey || metaKey || nativeEvent.isComposing)
    return;
  const isAtEnd = target.selectionStart === target.value.length;
  if (key !== 'Enter' && !(key === 'ArrowDown' && isAtEnd && !shiftKey)) return;
  event.preventDefault();
  enterText(text);
}
