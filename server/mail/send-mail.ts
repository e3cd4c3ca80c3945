import type { Config } from '../config.ts';
import { HopelessJobError, handleJob } from '../jobs/job-engine.ts';
import type { JobHandler } from '../jobs/job-engine.ts';
import { SEND_MAIL } from './mail-job.ts';
import { wordMail } from './mail-texts.ts';
import { renderMail } from './render-mail.ts';
import { createSmtp } from './smtp.ts';

type MailConfig = Pick<Config, 'adminUrl' | 'mailFrom' | 'siteUrl' | 'smtpUrl' | 'timeZone'>;

/** Without a mail server the message goes to the log: whoever runs the installation passes its link on. */
export function sendMail(config: MailConfig, now: () => Date = () => new Date()): JobHandler {
  const { mailFrom, smtpUrl } = config;
  const smtp = smtpUrl === undefined ? null : createSmtp({ mailFrom, smtpUrl });
  return handleJob(SEND_MAIL, async (mail, { id, log }) => {
    if ('expiresAt' in mail && mail.expiresAt <= now().toISOString())
      throw new HopelessJobError('The link in this message has expired before it could be sent.');
    const rendered = renderMail(wordMail(mail, config));
    if (smtp === null) {
      log.warn(
        { to: mail.to, mailText: rendered.text },
        'SMTP_URL is not set: this mail is in the log alone',
      );
      return;
    }
    await smtp({ ...rendered, to: mail.to, id });
    log.info({ template: mail.template }, 'a mail was sent');
  });
}
