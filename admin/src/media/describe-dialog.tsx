import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { api } from '../api/api.ts';
import { queryClient } from '../api/query-client.ts';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { thumbUrl } from './thumb-url.ts';
import '../ui/ask-dialog.css';
import '../ui/form.css';
import './describe-dialog.css';

/** One picture after the other: what does it show? */
export function DescribeDialog({
  media,
  onClose,
}: {
  media: readonly Media[];
  onClose: () => void;
}): ReactNode {
  const { t } = useLingui();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Those that were there when it began: a described one leaves the list that it came from.
  const [queue] = useState(media);
  const [position, setPosition] = useState(0);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const one = queue[position];
  const goOn = (): void => {
    if (position + 1 < queue.length) setPosition(position + 1);
    else onClose();
  };
  return (
    <dialog ref={dialog} className="ask describe" aria-labelledby={titleId} onCancel={onClose}>
      <header>
        <h2 id={titleId}>
          <Trans>What does the picture show?</Trans>
        </h2>
        {queue.length > 1 && <span className="soft">{t`${position + 1} of ${queue.length}`}</span>}
        <Button look="quiet" label={t`Close`} onClick={onClose}>
          <X aria-hidden="true" />
        </Button>
      </header>
      {one !== undefined && (
        <Describing key={one.id} media={one} isLast={position + 1 === queue.length} onDone={goOn} />
      )}
    </dialog>
  );
}

type DescribingProps = { media: Media; isLast: boolean; onDone: () => void };

function Describing({ isLast, media, onDone }: DescribingProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const input = useRef<HTMLTextAreaElement>(null);
  const [alt, setAlt] = useState(media.alt);
  useLayoutEffect(() => input.current?.focus(), []);
  const saving = useMutation({
    mutationFn: async (isDecorative: boolean) => {
      const said = isDecorative ? { alt: '', isDecorative } : { alt: alt.trim() };
      return (await api.changeMedia({ id: media.id, body: { ...said, focal: media.focal } })).body;
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['media'] });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (alt.trim() === '') onDone();
        else saving.mutate(false);
      }}
    >
      <img src={thumbUrl(media, 960)} alt={media.fileName} />
      {saving.error !== null && <MessageBox message={{ kind: 'problem', text: saving.error.message }} />}
      <div className="field">
        <label htmlFor={id}>{t`Alt text of ${media.fileName}`}</label>
        <textarea
          ref={input}
          id={id}
          rows={2}
          maxLength={1_000}
          value={alt}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => setAlt(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <span id={`${id}-note`} className="hint">
          <Trans>In a sentence, as you would tell it on the telephone. Enter goes on.</Trans>
        </span>
      </div>
      <div className="choices">
        <Button onClick={onDone}>
          <Trans>Skip</Trans>
        </Button>
        {alt.trim() === '' && (
          <Button isBusy={saving.isPending} onClick={() => saving.mutate(true)}>
            <Trans>It only decorates</Trans>
          </Button>
        )}
        <Button look="solid" type="submit" isBusy={saving.isPending}>
          {isLast ? <Trans>Save</Trans> : <Trans>Save and next</Trans>}
        </Button>
      </div>
    </form>
  );
}
