import type { Reader } from './config-reader.ts';

export function readSmtpUrl(reader: Reader): string | undefined {
  const value = reader.text('SMTP_URL');
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '')
    reader.refuse('SMTP_URL', 'It is not an smtp:// or smtps:// address (the value is not shown).');
  return value;
}

/** A name with an address behind it, or an address alone. */
const MAIL_FROM = /^(?:"?([^<>"\p{Cc}]*?)"?\s*<([^<>\s@,]+@[^<>\s@,]+)>|([^<>\s@,]+@[^<>\s@,]+))$/u;

export function readMailFrom(reader: Reader, siteUrl: string): { name: string; address: string } {
  const value = reader.text('MAIL_FROM');
  if (value === undefined)
    return { name: '', address: `stillpress@${URL.parse(siteUrl)?.hostname ?? 'localhost'}` };
  const [found, name = '', ofName, alone] = MAIL_FROM.exec(value) ?? [];
  if (found === undefined)
    reader.refuse('MAIL_FROM', `"${value}" is neither an address nor a name with an address.`);
  return { name, address: ofName ?? alone ?? '' };
}

export function readMailLanguage(reader: Reader): 'en' | 'de' | undefined {
  const value = reader.text('MAIL_LANGUAGE');
  if (value === undefined || value === 'en' || value === 'de') return value;
  reader.refuse('MAIL_LANGUAGE', `"${value}" is neither en nor de.`);
  return undefined;
}
