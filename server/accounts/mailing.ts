import type { AccountMail, MailLocale } from './account-mail.ts';

/** How accounts reach people: by which port, in which language, and with links to where. */
export type Mailing = { mail: AccountMail; locale: MailLocale; adminUrl: string };

/** In the language of the site: who gets such a mail has said nothing about theirs. */
export function mailLocale([first = 'en']: readonly string[]): MailLocale {
  return first.split('-')[0] === 'de' ? 'de' : 'en';
}

/**
 * The token stands behind the #: no browser sends that to a server, so that it is in no log, and in no `Referer` either.
 */
export function linkTo(
  { adminUrl }: Pick<Mailing, 'adminUrl'>,
  { page, token }: { page: 'invite' | 'reset'; token: string },
): string {
  return `${adminUrl}/${page}#${token}`;
}
