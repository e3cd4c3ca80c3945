import type { Collection } from '../../../model/content-model.ts';
import type { Field, FieldRecord } from '../../../model/fields.ts';

/** An entry that is written rather than filled in, by where its fields stand. */
export type Arrangement = {
  /** Above all, as large as a title is. */
  title: string;
  /** The first rich text: what is written. */
  text: string;
  /** What needs as much room as the text. */
  below: FieldRecord;
  /** What is small. */
  beside: FieldRecord;
};

const WIDE = new Set<Field['type']>(['richText', 'blocks', 'list']);

/** Null where there is no title or no text: that is a form. */
export function arrangeFields({ fields, title }: Pick<Collection, 'fields' | 'title'>): Arrangement | null {
  const all = Object.entries(fields);
  const [text] = all.find(([, { type }]) => type === 'richText') ?? [];
  if (title === null || text === undefined) return null;
  const rest = all.filter(([name]) => name !== title && name !== text);
  return {
    title,
    text,
    below: Object.fromEntries(rest.filter(([, { type }]) => WIDE.has(type))),
    beside: Object.fromEntries(rest.filter(([, { type }]) => !WIDE.has(type))),
  };
}
