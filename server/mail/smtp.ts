import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';
import { HopelessJobError } from '../jobs/job-engine.ts';
import type { RenderedMail } from './render-mail.ts';

export type Outgoing = RenderedMail & {
  to: string;
  /** The same for each attempt, by which a receiver can tell that it has the message already. */
  id: string;
};

export type SendMail = (mail: Outgoing) => Promise<void>;

/** A server that does not answer is tried again later: jobs of others wait for the place. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

/** Sends by the server that `SMTP_URL` names. */
export function createSmtp({
  mailFrom,
  smtpUrl,
}: {
  mailFrom: Config['mailFrom'];
  smtpUrl: string;
}): SendMail {
  const transport = createTransport({
    url: smtpUrl,
    ...(needsTls(smtpUrl) && { requireTLS: true }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ html, id, subject, text, to }) => {
    try {
      await transport.sendMail({
        from: mailFrom,
        // As an object, so that no name and no comma in it makes another recipient.
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${id}@${mailFrom.address.split('@')[1]}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      if (isRefused(error))
        throw new HopelessJobError('The mail server refuses this message.', { cause: error });
      throw error;
    }
  };
}

/** A password never crosses a network in the clear, whatever somebody in between makes the server seem to offer. */
export function needsTls(smtpUrl: string): boolean {
  const { hostname, password, protocol } = new URL(smtpUrl);
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return protocol === 'smtp:' && password !== '' && !isHere;
}

/** This recipient or this message, for good: not a password that somebody has yet to mend. */
function isRefused(error: unknown): boolean {
  const { code, permanent } = error as { code?: unknown; permanent?: unknown };
  return permanent === true && (code === 'EENVELOPE' || code === 'EMESSAGE');
}
