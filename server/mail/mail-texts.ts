import type { Config } from '../config.ts';
import type { Mail } from './mail-job.ts';
import type { Facts, Words } from './wording.ts';
import { ENGLISH } from './words-in-english.ts';
import { GERMAN } from './words-in-german.ts';

/** The words of a message, of which both its forms are made. */
export type MailWords = {
  locale: Mail['locale'];
  subject: string;
  before: string[];
  link: string;
  after: string[];
  /** Who sends this, and why. */
  footer: string;
};

export type MailPlace = Pick<Config, 'adminUrl' | 'siteUrl' | 'timeZone'>;

/** Fills a message in for the person who reads it. */
export function wordMail(mail: Mail, place: MailPlace): MailWords {
  const site = new URL(place.siteUrl).host;
  const facts = { site, time: (moment: string) => formatTime(moment, mail.locale, place) };
  const { after, before, link, subject } = wordsOf(mail, facts);
  return {
    locale: mail.locale,
    subject,
    before: before.map(oneLine),
    link: link ?? place.adminUrl,
    after: after.map(oneLine),
    footer: mail.locale === 'de' ? `Gesendet von ${site}.` : `Sent by ${site}.`,
  };
}

function wordsOf(mail: Mail, facts: Facts): Words {
  const wording = mail.locale === 'de' ? GERMAN : ENGLISH;
  if (mail.template === 'invite') return wording.invite(mail, facts);
  if (mail.template === 'reset') return wording.reset(mail, facts);
  if (mail.template === 'new-sign-in') return wording['new-sign-in'](mail, facts);
  return wording['account-change'](mail, facts);
}

function formatTime(moment: string, locale: Mail['locale'], { timeZone }: MailPlace): string {
  const format = { dateStyle: 'long', timeStyle: 'long', timeZone } as const;
  return new Intl.DateTimeFormat(locale === 'de' ? 'de-DE' : 'en-GB', format).format(new Date(moment));
}

const LINE_LENGTH_MAX = 500;

/** Names, addresses and browsers are what strangers say they are: they begin no line of their own and hide nothing. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, LINE_LENGTH_MAX);
}
