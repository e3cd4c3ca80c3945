import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Field } from '../../../../model/fields.ts';
import { entryQuery } from '../../api/queries.ts';
import { entryTitle } from '../../content/entry-title.ts';
import { itemDetail } from './item-summary.ts';

/** Behind the name of an item: what else is in it, or where it leads. */
export function ItemDetail({ field, value }: { field: Field; value: unknown }): ReactNode {
  const detail = itemDetail(field, value);
  if (detail === null) return null;
  return detail.kind === 'entry' ? <LedTo id={detail.text} /> : detail.text;
}

function LedTo({ id }: { id: string }): ReactNode {
  const { data: entry } = useQuery(entryQuery(id));
  return entry === undefined ? '…' : `→ ${entryTitle(entry)}`;
}
