import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { api } from '../api/api.ts';
import { queryClient } from '../api/query-client.ts';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { DecorativeTick } from './decorative-tick.tsx';
import { lacksAlt } from './lacks-alt.ts';
import { useMayDo } from './may-change.ts';
import { sizeInWords } from './sizes.ts';
import { Thumb } from './thumb.tsx';
import '../ui/form.css';

type ChosenMediaProps = {
  chosen: readonly Media[];
  /** To say what the picture shows. */
  isAsked: boolean;
  isMultiple: boolean;
  onTake: (media: readonly Media[]) => void;
};

/** What is chosen, and the button that takes it. Of a picture that nobody has described, its description is asked for; nobody has to give it. */
export function ChosenMedia({ chosen, isAsked, isMultiple, onTake }: ChosenMediaProps): ReactNode {
  const [first] = chosen;
  if (!isMultiple && first !== undefined)
    return <One key={first.id} media={first} isAsked={isAsked} onTake={onTake} />;
  return (
    <footer className="media-picker-foot">
      <p className="soft">
        {chosen.length === 0 ? (
          isMultiple ? (
            <Trans>
              Choose as many as you like, in the order in which they are to stand: each click adds one, or
              takes it out again. With the keyboard it is the space bar.
            </Trans>
          ) : (
            <Trans>Nothing is chosen yet.</Trans>
          )
        ) : (
          <Plural value={chosen.length} one="# file chosen" other="# files chosen" />
        )}
        {chosen.some(lacksAlt) && (
          <>
            {' · '}
            <Plural
              value={chosen.filter(lacksAlt).length}
              one="# picture lacks its alt text: the media library lists it."
              other="# pictures lack their alt text: the media library lists them."
            />
          </>
        )}
      </p>
      <Button look="solid" disabled={chosen.length === 0} onClick={() => onTake(chosen)}>
        <Trans>Use</Trans>
      </Button>
    </footer>
  );
}

type OneProps = { media: Media; isAsked: boolean; onTake: (media: readonly Media[]) => void };

function One({ isAsked, media, onTake }: OneProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const mayChange = useMayDo().change(media);
  const [alt, setAlt] = useState(media.alt);
  const [decorates, setDecorates] = useState(media.isDecorative);
  const isDecorative = decorates && alt.trim() === '';
  const isSame = alt.trim() === media.alt && isDecorative === media.isDecorative;
  const saving = useMutation({
    mutationFn: async () =>
      (await api.changeMedia({ id: media.id, body: { alt: alt.trim(), focal: media.focal, isDecorative } }))
        .body,
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: ['media'] });
      onTake([saved]);
    },
  });
  useEffect(() => {
    if (isAsked) input.current?.focus();
  }, [isAsked]);
  const take = (): void => {
    if (isSame) onTake([media]);
    else saving.mutate();
  };
  return (
    <form
      className="media-picker-foot is-one"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <span className="media-picker-thumb">
        <Thumb media={media} />
      </span>
      <div className="media-picker-about">
        <About media={media} />
        {media.kind === 'picture' && mayChange && (
          <div className="field">
            <label htmlFor={id}>{t`Alt text`}</label>
            <input
              ref={input}
              id={id}
              type="text"
              autoComplete="off"
              maxLength={1_000}
              value={alt}
              placeholder={t`What does the picture show?`}
              aria-describedby={`${id}-note`}
              onChange={({ target }) => setAlt(target.value)}
            />
            <DecorativeTick isChosen={decorates} isDisabled={alt.trim() !== ''} onChoose={setDecorates} />
            <span id={`${id}-note`} className="hint">
              {alt.trim() === ''
                ? t`People who do not see the picture hear this.`
                : t`It is kept with the file, wherever it is shown.`}
            </span>
          </div>
        )}
        {saving.error !== null && <MessageBox message={{ kind: 'problem', text: saving.error.message }} />}
      </div>
      <Button look="solid" type="submit" isBusy={saving.isPending}>
        {isSame ? <Trans>Use</Trans> : <Trans>Save and use</Trans>}
      </Button>
    </form>
  );
}

function About({ media: { fileName, height, sizeBytes, width } }: { media: Media }): ReactNode {
  return (
    <p>
      <strong>{fileName}</strong>{' '}
      <span className="soft">
        {width !== null && `${width} × ${height} · `}
        {sizeInWords(sizeBytes)}
      </span>
    </p>
  );
}
