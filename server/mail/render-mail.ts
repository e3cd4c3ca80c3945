import { attribute, escapeText } from '../../model/rich-text/escape-html.ts';
import type { MailWords } from './mail-texts.ts';

export type RenderedMail = { subject: string; text: string; html: string };

/** As plain text and as HTML, which loads nothing from anywhere. */
export function renderMail(words: MailWords): RenderedMail {
  return { subject: words.subject, text: asText(words), html: asHtml(words) };
}

function asText({ after, before, footer, link }: MailWords): string {
  return [...before, link, ...after, `-- \n${footer}`].join('\n\n');
}

const BODY = 'margin:0;padding:24px;font-family:Georgia,serif;font-size:16px;line-height:1.5;color:#222';
const BUTTON = 'display:inline-block;padding:10px 18px;background:#222;color:#fff;text-decoration:none';
const FOOTER = 'margin-top:32px;font-size:13px;color:#666';

function asHtml({ after, before, footer, link, locale, subject }: MailWords): string {
  return [
    `<!doctype html><html${attribute('lang', locale)}><head><meta charset="utf-8">`,
    `<title>${escapeText(subject)}</title></head><body${attribute('style', BODY)}>`,
    ...before.map(paragraph),
    `<p><a${attribute('href', link)}${attribute('style', BUTTON)}>${escapeText(new URL(link).host)}</a></p>`,
    `<p>${escapeText(link)}</p>`,
    ...after.map(paragraph),
    `<p${attribute('style', FOOTER)}>${escapeText(footer)}</p></body></html>`,
  ].join('\n');
}

function paragraph(text: string): string {
  return `<p>${escapeText(text)}</p>`;
}
