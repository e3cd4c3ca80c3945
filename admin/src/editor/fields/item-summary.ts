import type { Field } from '../../../../model/fields.ts';
import type { RichTextDocument } from '../../../../model/rich-text/document.ts';
import { plainText } from '../../../../model/rich-text/plain-text.ts';
import { isRecord } from '../../../../model/text-rules.ts';

const LENGTH_MAX = 80;

/** What stands in a field: words, or the id of another entry. */
type Said = { kind: 'words' | 'entry'; text: string };

/** The first words of a part of a form, by which it is told from others while it is closed. */
export function itemSummary(field: Field, value: unknown): string {
  return shortened(saidIn(field, value).find(({ kind }) => kind === 'words')?.text ?? '');
}

/** What follows on its first words: more of them, or the entry that it leads to. */
export function itemDetail(field: Field, value: unknown): Said | null {
  const said = saidIn(field, value);
  const first = said.findIndex(({ kind }) => kind === 'words');
  const next = said.find((_, index) => index !== first);
  return next === undefined ? null : { ...next, text: shortened(next.text) };
}

function saidIn(field: Field, value: unknown): Said[] {
  if (field.type === 'group' && isRecord(value))
    return Object.entries(field.fields).flatMap(([name, inner]) => saidIn(inner, value[name]));
  const text = textOf(field, value);
  return text === '' ? [] : [{ kind: field.type === 'reference' ? 'entry' : 'words', text }];
}

function textOf({ type }: Field, value: unknown): string {
  if ((type === 'text' || type === 'reference') && typeof value === 'string') return value.trim();
  if (type === 'richText' && isRecord(value) && Array.isArray(value['content']))
    return plainText(value as RichTextDocument).split('\n')[0] ?? '';
  return '';
}

function shortened(text: string): string {
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX).trimEnd()}…` : text;
}
