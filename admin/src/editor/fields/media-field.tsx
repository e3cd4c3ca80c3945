import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileUp, ImageUp, Replace, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { late } from '../../ui/late.tsx';
import type { Media } from '../../../../model/api/media.ts';
import type { FieldOf } from '../../../../model/fields.ts';
import { isRecord } from '../../../../model/text-rules.ts';
import { mediaQuery } from '../../api/queries.ts';
import { Thumb } from '../../media/thumb.tsx';
import { Button } from '../../ui/button.tsx';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import './media-field.css';
import { withWords } from '../../i18n/i18n.ts';

const MediaPicker = late(
  withWords('rest', async () => (await import('../../media/media-picker.tsx')).MediaPicker),
  ({ onClose }) => onClose(),
);

type MediaField = FieldOf<'image'> | FieldOf<'file'>;

/** A picture or a file of the library, with what is said of it in this place. */
export function MediaField({ field, labelId, noteId, place }: ControlProps<MediaField>): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const [value, write] = useValue(place);
  const [isPicking, setPicking] = useState(false);
  const id = isRecord(value) && typeof value['media'] === 'string' ? value['media'] : null;
  const isImage = field.type === 'image';
  const choose = (media: Media): void => {
    client.setQueryData(mediaQuery(media.id).queryKey, media);
    // What was said of another one is not so of this one.
    write({ media: media.id });
  };
  return (
    <div role="group" aria-labelledby={labelId} aria-describedby={noteId} className="media-field">
      {id === null ? (
        <Button onClick={() => setPicking(true)}>
          {isImage ? <ImageUp aria-hidden="true" /> : <FileUp aria-hidden="true" />}
          {isImage ? t`Choose a picture` : t`Choose a file`}
        </Button>
      ) : (
        <Chosen
          id={id}
          words={isImage ? 'alt' : 'label'}
          place={place}
          onReplace={() => setPicking(true)}
          onRemove={() => write(undefined)}
        />
      )}
      {isPicking && (
        <>
          <MediaPicker
            accept={isImage ? ['image/*'] : (field.accept ?? null)}
            onChoose={choose}
            onClose={() => setPicking(false)}
          />
        </>
      )}
    </div>
  );
}

type ChosenProps = {
  id: string;
  /** The property that holds what is said of it. */
  words: 'alt' | 'label';
  place: ControlProps['place'];
  onReplace: () => void;
  onRemove: () => void;
};

function Chosen({ id, onRemove, onReplace, place, words }: ChosenProps): ReactNode {
  const { t } = useLingui();
  const inputId = useId();
  const { data: media, error } = useQuery(mediaQuery(id));
  const [said, say] = useValue([...place, words]);
  const isImage = words === 'alt';
  const isBare = media !== undefined && media.alt === '' && !media.isDecorative;
  const lacksAlt = isImage && isBare && (said ?? '') === '';
  return (
    <div className="media-chosen">
      <div className={isImage ? 'media-picture' : 'media-file'}>
        {media !== undefined && <Thumb media={media} />}
      </div>
      <div className="media-about">
        <span className="media-name">
          {media?.fileName ?? (error === null ? '…' : t`A file that is not there`)}
        </span>
        <label htmlFor={inputId}>
          {isImage ? (
            <Trans>What it shows, for those who do not see it</Trans>
          ) : (
            <Trans>Text of the link</Trans>
          )}
        </label>
        <input
          id={inputId}
          type="text"
          autoComplete="off"
          value={typeof said === 'string' ? said : ''}
          placeholder={isImage ? media?.alt : media?.fileName}
          onChange={({ currentTarget }) => say(currentTarget.value === '' ? undefined : currentTarget.value)}
        />
        {lacksAlt && (
          <span className="hint">
            <Trans>Nobody has described this picture yet.</Trans>
          </span>
        )}
        <div className="media-ways">
          <Button look="quiet" onClick={onReplace}>
            <Replace aria-hidden="true" />
            <Trans>Choose another one</Trans>
          </Button>
          <Button look="quiet" onClick={onRemove}>
            <X aria-hidden="true" />
            <Trans>Take it out</Trans>
          </Button>
        </div>
      </div>
    </div>
  );
}
