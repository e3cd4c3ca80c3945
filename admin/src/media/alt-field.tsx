import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { useChangeMedia } from './use-change-media.ts';
import { DecorativeTick } from './decorative-tick.tsx';
import { useLeftover } from './use-leftover.ts';
import '../ui/form.css';

/** What the picture shows, in words: saved when its author goes on. */
export function AltField({ isReadOnly, media }: { media: Media; isReadOnly: boolean }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const { change, isBusy, isDone } = useChangeMedia(media);
  const [typed, setTyped] = useState<string | null>(null);
  const [asked, setAsked] = useState(media.alt);
  /** Until it is saved. */
  const [ticked, setTicked] = useState<boolean | null>(null);
  const shown = typed ?? media.alt;
  const isLeft = typed !== null && typed.trim() !== media.alt && typed.trim() !== asked;
  const save = (): void => {
    if (isLeft) {
      const alt = typed.trim();
      setAsked(alt);
      // What is typed meanwhile stays.
      change({ alt }, { onSuccess: () => setTyped((now) => (now?.trim() === alt ? null : now)) });
    } else if (typed?.trim() === media.alt) setTyped(null);
  };
  useLeftover(isLeft ? shown.trim() : null, (alt) => change({ alt }));
  return (
    <div className="field">
      <label htmlFor={id}>{t`Alt text`}</label>
      <textarea
        id={id}
        className="alt-text"
        rows={3}
        maxLength={1_000}
        value={shown}
        readOnly={isReadOnly}
        placeholder={t`What does the picture show?`}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          save();
        }}
      />
      <DecorativeTick
        isChosen={ticked ?? media.isDecorative}
        isDisabled={isReadOnly || shown.trim() !== ''}
        onChoose={(isDecorative) => {
          setTicked(isDecorative);
          change({ alt: '', isDecorative }, { onSuccess: () => setTicked(null) });
        }}
      />
      <span id={`${id}-note`} className="hint" role="status">
        {isBusy
          ? t`Saving…`
          : isDone && shown.trim() === media.alt
            ? t`Saved. Pages that show the picture follow at once.`
            : media.alt === ''
              ? t`People who do not see the picture hear this.`
              : t`It is kept with the file, wherever it is shown.`}
      </span>
    </div>
  );
}
