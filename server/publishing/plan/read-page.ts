import { Parser } from 'htmlparser2';
import type { RenderedPage } from '../render/protocol.ts';

/** Nobody reads what is in them. */
const UNREAD = new Set(['script', 'style', 'template', 'noscript', 'svg']);
/** They stand within a line. */
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);

/** `main`: without the frame that all pages share, where the page says which part that is. */
export type ReadPart = 'all' | 'main';

/** A page as a visitor reads it, a line for each block. Null where it is nothing to be read. */
export function textOfPage(
  { bytes, contentType, status }: RenderedPage,
  part: ReadPart = 'all',
): string | null {
  // The bytes of media stay where they are kept.
  if (bytes === null || (status >= 300 && status < 400)) return null;
  const isMarkup = /^(text\/html|application\/xhtml\+xml|text\/xml|application\/(?:[\w.-]+\+)?xml)\b/i;
  const text = new TextDecoder().decode(bytes);
  if (isMarkup.test(contentType)) return textOfMarkup(text, { part, xmlMode: !/html/i.test(contentType) });
  return /^(text\/|application\/(?:[\w.-]+\+)?json)/i.test(contentType) ? text : null;
}

function textOfMarkup(markup: string, { part, xmlMode }: { part: ReadPart; xmlMode: boolean }): string {
  const lines: string[] = [];
  const main = { from: 0, to: 0 };
  let line = '';
  let unread = 0;
  const endLine = (): void => {
    const said = line.replaceAll(/\s+/g, ' ').trim();
    if (said !== '') lines.push(said);
    line = '';
  };
  const parser = new Parser(
    {
      onopentag: (name, { alt }) => {
        if (UNREAD.has(name)) unread += 1;
        if (!INLINE.has(name)) endLine();
        if (name === 'main') main.from = lines.length;
        if (name === 'img' && alt !== undefined && alt !== '') line += `[${alt}] `;
      },
      ontext: (said) => {
        if (unread === 0) line += said;
      },
      onclosetag: (name) => {
        if (UNREAD.has(name)) unread -= 1;
        if (!INLINE.has(name)) endLine();
        if (name === 'main') main.to = lines.length;
      },
    },
    { xmlMode },
  );
  parser.end(markup);
  endLine();
  const read = part === 'main' && main.to > main.from ? lines.slice(main.from, main.to) : lines;
  return read.map((said) => `${said}\n`).join('');
}
