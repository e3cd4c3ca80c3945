import { isRecord } from '../../../model/text-rules.ts';

export type NamedId = { kind: 'entry' | 'media'; id: string };

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A file is named under this name; everything else that is named by an identity is an entry. */
const OF_MEDIA = new Set(['media', 'mediaId']);

/** What a value names by its identity, whatever the field: people know it by another name. */
export function namedIds(value: unknown, name = ''): NamedId[] {
  if (typeof value === 'string') return ID.test(value) && name !== 'id' ? [namedId(value, name)] : [];
  if (Array.isArray(value)) return value.flatMap((item) => namedIds(item, name));
  if (!isRecord(value)) return [];
  // A document is read for its words.
  if (typeof value['type'] === 'string' && Array.isArray(value['content'])) return [];
  return Object.entries(value).flatMap(([inner, of]) => namedIds(of, inner));
}

export function namedId(id: string, name: string): NamedId {
  return { kind: OF_MEDIA.has(name) ? 'media' : 'entry', id };
}
