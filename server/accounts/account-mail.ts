import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';

/**
 * What accounts have to tell people by mail. Each message is asked for in the caller's transaction and sent after its commit, once or, where a
 * process dies at the wrong moment, twice. Whether it could be sent is not known to the caller.
 */
export type AccountMail = {
  sendInvite(tx: Kysely<Tables>, invite: Invite): Promise<void>;
  sendReset(tx: Kysely<Tables>, reset: Reset): Promise<void>;
  sendNewSignIn(tx: Kysely<Tables>, signIn: NewSignIn): Promise<void>;
  sendAccountChange(tx: Kysely<Tables>, change: AccountChange): Promise<void>;
};

export type MailLocale = 'en' | 'de';

type Message = { to: string; locale: MailLocale; now: string; correlationId: string | null };

/** A link that works once is sent to nobody after its end. */
type WithLink = Message & { link: string; expiresAt: string };

export type Invite = WithLink & {
  /** Null: the installation itself. */
  invitedBy: string | null;
};

export type Reset = WithLink;

/** What a thief would change first. */
export type ChangedPart =
  | 'email'
  | 'password'
  | 'totp-added'
  | 'totp-removed'
  | 'passkey-added'
  | 'passkey-removed'
  | 'recovery-codes'
  | 'second-factors-reset'
  /** By who runs the server. */
  | 'second-factors-reset-by-operator';

/** To the address that the account had before it. */
export type AccountChange = Message & { what: ChangedPart; at: string; address: string | null };

export type NewSignIn = Message & {
  at: string;
  address: string | null;
  userAgent: string | null;
};
