import type { Label } from '../../model/fields.ts';

/** A label is one text, or a text per language. */
export function labelText(label: Label): string {
  if (typeof label === 'string') return label;
  return label['en'] ?? Object.values(label)[0] ?? '';
}
