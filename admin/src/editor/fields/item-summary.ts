import type { Field } from '../../../../model/fields.ts';
import type { RichTextDocument } from '../../../../model/rich-text/document.ts';
import { plainText } from '../../../../model/rich-text/plain-text.ts';
import { isRecord } from '../../../../model/text-rules.ts';

const LENGTH_MAX = 80;

/** The first words of a part of a form, by which it is told from others while it is closed. */
export function itemSummary(field: Field, value: unknown): string {
  const text = firstText(field, value);
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX).trimEnd()}…` : text;
}

function firstText(field: Field, value: unknown): string {
  if (field.type === 'text' && typeof value === 'string') return value.trim();
  if (field.type === 'richText' && isRecord(value) && Array.isArray(value['content']))
    return plainText(value as RichTextDocument).split('\n')[0] ?? '';
  if (field.type === 'group' && isRecord(value)) {
    for (const [name, inner] of Object.entries(field.fields)) {
      const text = firstText(inner, value[name]);
      if (text !== '') return text;
    }
  }
  return '';
}
