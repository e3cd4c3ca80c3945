/** Text for an XML document. Control characters cannot stand in one, not even escaped. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

export function xmlElement(name: string, text: string): string {
  return `<${name}>${xmlText(text)}</${name}>`;
}

export function xmlResponse(lines: readonly string[], contentType = 'application/xml'): Response {
  const document = ['<?xml version="1.0" encoding="utf-8"?>', ...lines, ''].join('\n');
  return new Response(document, { headers: { 'Content-Type': `${contentType}; charset=utf-8` } });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
