import { i18n } from '@lingui/core';
import type { Label } from '../../../model/fields.ts';

/** A label is one text, or a text per language: that of the screen, where there is one. */
export function labelText(label: Label): string {
  if (typeof label === 'string') return label;
  return label[i18n.locale] ?? label['en'] ?? Object.values(label)[0] ?? '';
}
