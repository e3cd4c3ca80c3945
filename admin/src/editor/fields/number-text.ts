/** How people of a language write numbers. */
type Signs = { decimal: string; group: string };

function signsOf(locale: string): Signs {
  const parts = new Intl.NumberFormat(locale).formatToParts(1234567.8);
  const find = (type: Intl.NumberFormatPartTypes, fallback: string): string =>
    parts.find((part) => part.type === type)?.value ?? fallback;
  return { decimal: find('decimal', '.'), group: find('group', ',') };
}

const PLAIN = /^[-−]?\d*(?:[.]\d*)?$/;

/**
 * What somebody has typed; undefined where it is no number, or not one yet. The language decides what a sign means: in German `1.500` is
 * fifteen hundred and `1,5` one and a half. A group sign that no group follows is taken for a decimal one: nobody else writes `1.5`.
 */
export function numberOf(text: string, locale: string): number | undefined {
  const { decimal, group } = signsOf(locale);
  let plain = text.trim().replaceAll(/[\s'’]/g, '');
  const isGrouped = new RegExp(`^[-−]?\\d{1,3}(?:\\${group}\\d{3})+(?:\\${decimal}\\d*)?$`).test(plain);
  if (isGrouped) plain = plain.replaceAll(group, '');
  plain = plain
    .replace(decimal, '.')
    .replace(/,(?=\d*$)/, '.')
    .replace('−', '-');
  if (!PLAIN.test(plain) || !/\d/.test(plain)) return undefined;
  return Number(plain);
}

/** As it is typed in this language, every digit of it, without groups: they would be in the way of whoever changes it. */
export function textOfNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20, useGrouping: false }).format(value);
}
