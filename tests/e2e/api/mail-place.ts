import { createJobHandlers } from '../../../server/job-handlers.ts';
import { readConfig } from '../../../server/config.ts';
import { createEmbeddedEngine } from '../../../server/jobs/embedded-engine.ts';
import { createLog } from '../../../server/log.ts';
import { createAccountMail } from '../../../server/mail/account-mail.ts';
import { vi } from 'vitest';
import type { Database } from '../../../server/store/database.ts';
import { startMailServer } from '../../support/mail-server.ts';

export type MailPlace = {
  /** The text of the mail that somebody gets next, with the links in it. */
  nextTo(email: string): Promise<string>;
  /** The text of the next mail to somebody that says so, past others. */
  nextTelling(email: string, words: string): Promise<string>;
  /** The token of the link in the mail that somebody gets next. */
  nextTokenTo(email: string): Promise<string>;
  countTo(email: string): number;
  /** When everything has been done that was asked for until now. */
  settled(): Promise<void>;
  logLines: string[];
  close(): Promise<void>;
};

const LINK = /\/admin\/(?:invite|reset)#([\w-]+)/;
const UNTIL = { timeout: 20_000, interval: 20 };

/** A worker that does the jobs of a database, with a real mail server behind it. */
export async function startMailPlace(database: Database): Promise<MailPlace> {
  const server = await startMailServer();
  const config = readConfig({
    SITE_URL: 'http://site.example',
    ADMIN_URL: 'http://admin.example:4000/admin',
    SMTP_URL: `smtp://127.0.0.1:${server.port}`,
  });
  const logLines: string[] = [];
  const mailing = {
    mail: createAccountMail(),
    locale: 'en',
    adminUrl: config.adminUrl,
    hasServer: true,
  } as const;
  const engine = createEmbeddedEngine({
    database,
    log: createLog({ logLevel: 'info' }, { write: (line) => void logLines.push(line) }),
    handlers: createJobHandlers({
      config,
      database,
      mailing,
      publicationCommitted: () => {},
      scheduler: { fireDue: async () => undefined },
    }),
    pollMs: 20,
  });
  engine.start();
  const seen = new Map<string, number>();
  const mailsTo = (email: string): string[] =>
    server.received.filter(({ to }) => to.includes(email)).map(({ raw }) => decode(raw));
  /** The next one that fits: those before it are taken as read. */
  const next = (email: string, fits: (mail: string) => boolean): Promise<string> =>
    vi.waitFor(() => {
      const mails = mailsTo(email);
      const place = mails.findIndex((mail, index) => index >= (seen.get(email) ?? 0) && fits(mail));
      if (place === -1) throw new Error(`no such mail has come for ${email}`);
      seen.set(email, place + 1);
      return mails[place] ?? '';
    }, UNTIL);
  return {
    nextTo: (email) => next(email, () => true),
    nextTelling: (email, words) => next(email, (mail) => mail.includes(words)),
    nextTokenTo: async (email) => LINK.exec(await next(email, (mail) => LINK.test(mail)))?.[1] ?? '',
    countTo: (email) => mailsTo(email).length,
    settled: () =>
      vi.waitFor(async () => {
        const open = await database.db
          .selectFrom('job')
          .select('kind')
          .where('state', 'in', ['waiting', 'running'])
          .where('run_at', '<=', new Date().toISOString())
          .execute();
        if (open.length > 0) throw new Error(`still to do: ${open.map(({ kind }) => kind).join(', ')}`);
      }, UNTIL),
    logLines,
    close: async () => {
      await engine.stop();
      await server.close();
    },
  };
}

/** Quoted-printable, as far as these mails use it. */
function decode(raw: string): string {
  return raw
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}
