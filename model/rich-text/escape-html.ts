const TEXT_SPECIAL = /[&<>]/g;
const ATTRIBUTE_SPECIAL = /[&<>"']/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeText(text: string): string {
  return text.replace(TEXT_SPECIAL, (character) => ENTITIES[character] ?? '');
}

/** ` name="value"`; nothing for a value that is not there. */
export function attribute(name: string, value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  return ` ${name}="${String(value).replace(ATTRIBUTE_SPECIAL, (character) => ENTITIES[character] ?? '')}"`;
}
