import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import type { RichTextNode } from '../../../model/rich-text/document.ts';
import { plainText } from '../../../model/rich-text/plain-text.ts';
import { isRecord } from '../../../model/text-rules.ts';
import { entryQuery } from '../api/queries.ts';

/** A value as somebody would read it aloud, whatever the field. */
export function useReadable(): (value: unknown) => string {
  const { i18n, t } = useLingui();
  const client = useQueryClient();
  const read = (value: unknown): string => {
    if (value === undefined || value === null || value === '') return t`(nothing)`;
    if (typeof value === 'boolean') return value ? t`Yes` : t`No`;
    if (typeof value === 'number') return i18n.number(value);
    // What is referred to is mostly known here: the form shows its name.
    if (typeof value === 'string') return client.getQueryData(entryQuery(value).queryKey)?.title ?? value;
    if (Array.isArray(value)) return value.length === 0 ? t`(nothing)` : value.map(read).join('\n');
    if (!isRecord(value)) return '';
    if (typeof value['type'] === 'string' && Array.isArray(value['content']))
      return plainText(value as RichTextNode) || t`(without words)`;
    return Object.entries(value)
      .filter(([name]) => name !== 'id' && name !== 'type')
      .map(([, inner]) => read(inner))
      .join(' · ');
  };
  return read;
}
