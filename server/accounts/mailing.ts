import type { Config } from '../config.ts';
import type { AccountMail, MailLocale } from './account-mail.ts';

/** How accounts reach people: by which port, in which language, and with links to where. */
export type Mailing = {
  mail: AccountMail;
  locale: MailLocale;
  adminUrl: string;
  /** Without a mail server, what would be sent is in the log alone. */
  hasServer: boolean;
};

/** Who gets such a mail has said nothing about their language: it is the one that was configured, else that of the site. */
export function mailLocale(
  { mailLanguage }: Pick<Config, 'mailLanguage'>,
  [first = 'en']: readonly string[],
): MailLocale {
  return mailLanguage ?? (first.split('-')[0] === 'de' ? 'de' : 'en');
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
