/** Each alone says that somebody has written Markdown. */
const SIGNS: readonly RegExp[] = [
  /^#{1,6} \S/m,
  /^(?:```|~~~)/m,
  /^> \S/m,
  /^\|.*\|\s*\n\|[\s:|-]+\|/m,
  /(?:^|[^\\!])\[[^\]\n]+\]\([^\s()]+\)/,
  /(?:^|\s)\*\*[^\s*][^*\n]*\*\*/,
  /^\s*[-*+] \[[ xX]\] \S/m,
];

/** One of these could be anything. */
const LINE_OF_LIST = /^\s{0,6}(?:[-*+]|\d{1,3}[.)]) \S/gm;

export function looksLikeMarkdown(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text)) || (text.match(LINE_OF_LIST)?.length ?? 0) > 1;
}
