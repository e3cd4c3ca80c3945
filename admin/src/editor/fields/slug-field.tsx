import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { entryPath } from '../../../../model/entry-address.ts';
import type { FieldOf } from '../../../../model/fields.ts';
import type { Content } from '../keep/kept-draft.ts';
import { useEditor, useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import { derivedSlug, isDerived } from './derived-slug.ts';

/** Follows the title until somebody has chosen it, or visitors know it. What the public address comes to stands beneath. */
export function SlugField({ field, id, isInvalid, noteId, place }: ControlProps<FieldOf<'slug'>>): ReactNode {
  const { t } = useLingui();
  const { readOnly } = useEditor();
  const [value, write] = useValue(place);
  const { derived, isFollowing } = useFollowing(field, { value, write });
  return (
    <>
      <input
        id={id}
        type="text"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        readOnly={readOnly !== null}
        value={typeof value === 'string' ? value : ''}
        placeholder={derived}
        aria-describedby={[noteId, `${id}-address`].filter(Boolean).join(' ')}
        aria-invalid={isInvalid}
        onChange={({ currentTarget }) => write(currentTarget.value)}
        onBlur={() => {
          // Who empties it wants the one that follows from the title again.
          if (value === '' && derived !== '') write(derived);
        }}
      />
      <Address id={`${id}-address`} />
      {readOnly === null && !isFollowing && derived !== '' && value !== derived && (
        <button type="button" className="text-button" onClick={() => write(derived)}>
          {t`Take “${derived}”`}
        </button>
      )}
    </>
  );
}

type Value = { value: unknown; write: (value: unknown) => void };

function useFollowing(
  field: FieldOf<'slug'>,
  { value, write }: Value,
): { derived: string; isFollowing: boolean } {
  const { entry, model } = useEditor();
  const from = field.from ?? model.collections[entry.collection]?.title ?? '';
  const [text] = useValue([from]);
  const source = { field, locale: entry.locale, text };
  const derived = derivedSlug(source);
  const before = useRef(text);
  const mayFollow = entry.firstPublishedAt === null && from !== '';
  useEffect(() => {
    const wasDerived = isDerived(value, { ...source, text: before.current });
    if (text !== before.current && mayFollow && wasDerived && value !== derived)
      write(derived === '' ? undefined : derived);
    before.current = text;
  });
  return { derived, isFollowing: mayFollow && isDerived(value, source) };
}

/** Also what publishing would do to an address that visitors know. */
function Address({ id }: { id: string }): ReactNode {
  const { entry, model } = useEditor();
  const [content] = useValue([]);
  const { collection, livePath, locale } = entry;
  const path = entryPath(model, { collection, locale, content: content as Content });
  return (
    <span id={id} className="hint slug-address">
      {path !== null && (
        <span className="slug-path">
          {location.host}
          {path}
        </span>
      )}
      {livePath !== null && path !== null && path !== livePath && (
        <span className="slug-moves">
          <Trans>
            The page moves: once this is published, visitors who open {livePath} are led to {path}.
          </Trans>
        </span>
      )}
    </span>
  );
}
