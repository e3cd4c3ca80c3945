import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { mediaTagsQuery } from './media-queries.ts';
import { useChangeMedia } from './use-change-media.ts';
import './tags-field.css';

/** Words by which editors find the file again. */
export function TagsField({ isReadOnly, media }: { media: Media; isReadOnly: boolean }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const { change } = useChangeMedia(media);
  const { tags } = media;
  return (
    <div className="field">
      <label htmlFor={id}>{t`Tags`}</label>
      {tags.length > 0 && (
        <ul className="tags">
          {tags.map((tag) => (
            <li key={tag} className="tag">
              {tag}
              {!isReadOnly && (
                <button
                  type="button"
                  aria-label={t`Remove the tag ${tag}`}
                  onClick={() => change({ tags: tags.filter((one) => one !== tag) })}
                >
                  <X aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!isReadOnly && <TagInput id={id} taken={tags} onAdd={(tag) => change({ tags: [...tags, tag] })} />}
    </div>
  );
}

type TagInputProps = { id: string; taken: readonly string[]; onAdd: (tag: string) => void };

/** Takes a word with Enter or a comma; those that other files have are offered. */
export function TagInput({ id, onAdd, taken }: TagInputProps): ReactNode {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const known = useQuery(mediaTagsQuery).data ?? [];
  const add = (text: string): void => {
    const word = text.trim().replaceAll(/\s+/gu, ' ');
    setTyped('');
    if (word === '') return;
    // As it is written elsewhere: two spellings would be two tags.
    const same = known.find(({ tag }) => tag.toLowerCase() === word.toLowerCase())?.tag ?? word;
    if (!taken.includes(same)) onAdd(same);
  };
  return (
    <>
      <input
        id={id}
        type="text"
        autoComplete="off"
        maxLength={60}
        list={`${id}-known`}
        value={typed}
        placeholder={t`Add a tag`}
        enterKeyHint="done"
        onChange={({ target }) =>
          target.value.endsWith(',') ? add(target.value.slice(0, -1)) : setTyped(target.value)
        }
        onBlur={() => add(typed)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add(typed);
        }}
      />
      <datalist id={`${id}-known`}>
        {known
          .filter(({ tag }) => !taken.includes(tag))
          .map(({ tag }) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
    </>
  );
}
