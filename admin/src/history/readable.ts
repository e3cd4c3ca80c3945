import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { RichTextNode } from '../../../model/rich-text/document.ts';
import { plainText } from '../../../model/rich-text/plain-text.ts';
import { isRecord } from '../../../model/text-rules.ts';
import { isGone } from '../api/is-gone.ts';
import { entryQuery, mediaQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { namedId, namedIds, type NamedId } from './named-ids.ts';

/** Values as somebody would read them aloud, whatever the field. What they refer to is called by its name. */
export function useReadable(values: readonly unknown[]): (value: unknown) => string {
  const { i18n, t } = useLingui();
  const nameOf = useNames(namedIds(values));
  const read = (value: unknown, field = ''): string => {
    if (value === undefined || value === null || value === '') return t`(nothing)`;
    if (typeof value === 'boolean') return value ? t`Yes` : t`No`;
    if (typeof value === 'number') return i18n.number(value);
    if (typeof value === 'string') return nameOf(namedId(value, field)) ?? value;
    if (Array.isArray(value))
      return value.length === 0 ? t`(nothing)` : value.map((item) => read(item, field)).join('\n');
    if (!isRecord(value)) return '';
    if (typeof value['type'] === 'string' && Array.isArray(value['content']))
      return plainText(value as RichTextNode) || t`(without words)`;
    return Object.entries(value)
      .filter(([name]) => name !== 'id' && name !== 'type')
      .map(([name, inner]) => read(inner, name))
      .join(' · ');
  };
  return (value) => read(value);
}

/** Null of what is no identity at all. What is not known yet is asked for. */
function useNames(ids: readonly NamedId[]): (named: NamedId) => string | null {
  const { t } = useLingui();
  const client = useQueryClient();
  const [, setAnswers] = useState(0);
  const asked = ids.map(({ id, kind }) => `${kind} ${id}`).join();
  const ask = useEffectEvent(async (): Promise<void> => {
    await Promise.all(
      ids.map(async ({ id, kind }) => {
        if (kind === 'media') await client.prefetchQuery({ ...mediaQuery(id), retry: false });
        else await client.prefetchQuery({ ...entryQuery(id), retry: false });
      }),
    );
    setAnswers((answers) => answers + 1);
  });
  useEffect(() => void ask(), [asked]);
  return ({ id, kind }) => {
    if (!ids.some((named) => named.id === id)) return null;
    const { queryKey } = kind === 'media' ? mediaQuery(id) : entryQuery(id);
    if (isGone(client.getQueryState(queryKey)?.error)) return t`Something that is not there any more`;
    if (kind === 'media') return client.getQueryData(mediaQuery(id).queryKey)?.fileName ?? '…';
    const entry = client.getQueryData(entryQuery(id).queryKey);
    return entry === undefined ? '…' : entryTitle(entry);
  };
}
