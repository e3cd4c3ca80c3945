import { describe, expect, test } from 'vitest';
import { mailSchema } from './mail-job.ts';
import type { Mail } from './mail-job.ts';
import { wordMail } from './mail-texts.ts';
import { renderMail } from './render-mail.ts';
import { needsTls } from './smtp.ts';

const PLACE = {
  siteUrl: 'https://example.org',
  adminUrl: 'https://cms.example.org/admin',
  timeZone: 'Europe/Berlin',
};
const LINK = 'https://cms.example.org/admin/invite?token=abc&lang=en';
const END = '2026-03-02T08:00:00.000Z';
const to = 'ada@example.org';

const MAILS: Mail[] = (['en', 'de'] as const).flatMap((locale): Mail[] => [
  { template: 'invite', to, locale, link: LINK, expiresAt: END, invitedBy: 'Grace' },
  { template: 'invite', to, locale, link: LINK, expiresAt: END, invitedBy: null },
  { template: 'reset', to, locale, link: LINK, expiresAt: END },
  { template: 'new-sign-in', to, locale, at: END, address: '192.0.2.7', userAgent: 'Firefox' },
  { template: 'account-change', to, locale, what: 'email', at: END, address: '192.0.2.7' },
  { template: 'account-change', to, locale, what: 'password', at: END, address: null },
  { template: 'account-change', to, locale, what: 'totp-added', at: END, address: null },
  { template: 'account-change', to, locale, what: 'totp-removed', at: END, address: null },
  { template: 'account-change', to, locale, what: 'passkey-added', at: END, address: null },
  { template: 'account-change', to, locale, what: 'passkey-removed', at: END, address: null },
  { template: 'account-change', to, locale, what: 'recovery-codes', at: END, address: null },
  { template: 'account-change', to, locale, what: 'second-factors-reset', at: END, address: null },
  {
    template: 'account-change',
    to,
    locale,
    what: 'second-factors-reset-by-operator',
    at: END,
    address: null,
  },
]);

const render = (mail: Mail) => renderMail(wordMail(mail, PLACE));

describe.each(MAILS)('$template in $locale', (mail) => {
  test('names the site, and has its link in both forms', () => {
    const { html, subject, text } = render(mail);
    const link = 'link' in mail ? LINK : PLACE.adminUrl;
    expect(subject).toContain('example.org');
    expect(text).toContain(`\n${link}\n`);
    expect(html).toContain(`href="${link.replaceAll('&', '&amp;')}"`);
    expect(html).toContain(`<html lang="${mail.locale}">`);
  });

  test('loads nothing', () => {
    expect(render(mail).html).not.toMatch(
      /<(img|script|link|style|iframe|object|video|audio)|src=|url\(|@import/i,
    );
  });

  test('tells the time of the site', () => {
    const { text } = render(mail);
    expect(text).toMatch(mail.locale === 'de' ? /2\. März 2026 um 09:00:00 MEZ/ : /2 March 2026 at 09:00:00/);
  });
});

test('a name is text and nothing else, and begins no line of its own', () => {
  const invitedBy = '<b onclick="x">Eve</b> & "co"\r\nBcc: eve@example.org\u2028\u202Egro.live';
  const mail: Mail = { template: 'invite', to, locale: 'en', link: LINK, expiresAt: END, invitedBy };
  const { html, subject, text } = render(mail);
  expect(html).toContain('&lt;b onclick="x"&gt;Eve&lt;/b&gt; &amp; "co" Bcc: eve@example.org gro.live');
  expect(text).not.toMatch(/^Bcc/m);
  expect(subject).not.toContain('Eve');
});

test.each([
  ['two recipients', { to: 'a@example.org, b@example.org' }],
  ['a recipient with a header in it', { to: 'a@example.org\r\nBcc: b@example.org' }],
  ['a recipient with a name', { to: 'A <a@example.org>' }],
  ['a link that runs something', { link: 'javascript:alert(1)' }],
  ['another language', { locale: 'fr' }],
])('a message with %s cannot be asked for', (_, wrong) => {
  const mail = { template: 'reset', to, locale: 'en', link: LINK, expiresAt: END };
  expect(mailSchema.safeParse(mail).success).toBe(true);
  expect(mailSchema.safeParse({ ...mail, ...wrong }).success).toBe(false);
});

test('a password for another machine wants TLS', () => {
  expect(needsTls('smtp://cms:secret@mail.example.org')).toBe(true);
  expect(needsTls('smtps://cms:secret@mail.example.org')).toBe(false);
  expect(needsTls('smtp://mail.example.org')).toBe(false);
  expect(needsTls('smtp://cms:secret@127.0.0.1:2525')).toBe(false);
});
