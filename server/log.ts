import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** One JSON object a line on stdout; where stdout carries a command's own output, `destination` is stderr. */
export function createLog(
  config: Pick<Config, 'logLevel'> & Partial<Pick<Config, 'appEnv'>>,
  destination?: DestinationStream,
): Log {
  const { appEnv = null } = config;
  return pino(
    {
      level: config.logLevel,
      base: { pid: process.pid, ...(appEnv !== null && { environment: appEnv }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths(), censor: REDACTED },
      hooks: { streamWrite: redactText },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

const REDACTED = '[redacted]';

const SECRET_KEYS = [
  'authorization',
  'cookie',
  'databaseUrl',
  'databaseDirectUrl',
  'passwordHash',
  'password',
  'recoveryCodes',
  'secret',
  'secretAccessKey',
  'sessionKeys',
  'set-cookie',
  'smtpUrl',
  'token',
];

/** Deep enough for `{ request: { headers: { cookie } } }`. */
function secretPaths(): string[] {
  return SECRET_KEYS.flatMap((key) => ['', '*', '*.*', '*.*.*'].map((parents) => `${parents}["${key}"]`));
}

/**
 * Where there is no mail server, the link has to be readable in the log. Within a value the quotes would be escaped: nothing that somebody sends
 * looks like this.
 */
const MAIL_TEXT = ',"mailText":"';

/** Secrets that hide inside text, such as an address in a driver's error message or a one-time link. */
function redactText(line: string): string {
  if (line.includes(MAIL_TEXT)) return line;
  return line
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"\\]*:)[^\s@"\\/]+@/gi, `$1${REDACTED}@`)
    .replaceAll(/([?&#](?:token|key|secret|password)=)[^&\s"\\#]+/gi, `$1${REDACTED}`)
    .replaceAll(/(\/admin\/(?:invite|reset)#)[\w-]+/g, `$1${REDACTED}`);
}
