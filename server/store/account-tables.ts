import type { Generated } from 'kysely';
import type { Role } from '../../model/permission.ts';

/** Who may do what, and how they are known; see `tables.ts`. */

type Id = string;
type Timestamp = string;
type JsonText = string;

export type UserTable = {
  id: Id;
  /** Lower case; unique. */
  email: string;
  name: string;
  role: Role;
  /** In place of `role`, one that the site has made. */
  role_id: Id | null;
  password_hash: string;
  created_at: Timestamp;
  disabled_at: Timestamp | null;
};

export type PreferencesTable = {
  user_id: Id;
  value: JsonText;
};

/** What a site has made for itself beside the roles that every site has. */
export type RoleTable = {
  id: Id;
  name: string;
  /** The name as two of them are compared; unique. */
  name_key: string;
  /** A list, as JSON. */
  grants: JsonText;
  created_at: Timestamp;
  updated_at: Timestamp;
};

export type SessionTable = {
  /** SHA-256 of the token in the cookie: a copy of the database signs nobody in. */
  token_hash: string;
  /** By which its user tells it from their other ones: it opens nothing. */
  id: Generated<string>;
  user_id: Id;
  created_at: Timestamp;
  last_seen_at: Timestamp;
  expires_at: Timestamp;
  user_agent: string | null;
  address: string | null;
};

/** One-time links: the owner's set-up, invites, and new passwords. */
export type AccountLinkTable = {
  token_hash: string;
  purpose: 'owner' | 'invite' | 'reset';
  /** Whose password it sets; null for the others. */
  user_id: Id | null;
  created_at: Timestamp;
  expires_at: Timestamp;
  used_at: Timestamp | null;
  /** What follows is of invites alone: by which those know it who look after them, since the token is in the mail and nowhere else. */
  id: Id | null;
  email: string | null;
  name: string | null;
  role: Role | null;
  role_id: Id | null;
  created_by: Id | null;
};

/** From where somebody has signed in before: SHA-256 of the browser and the network, so that nobody can read here where they were. */
export type KnownClientTable = { user_id: Id; client_hash: string; seen_at: Timestamp };

/** What programs sign in with, in the name of a user. */
export type ApiTokenTable = {
  id: Id;
  user_id: Id;
  /** SHA-256 of the token. */
  token_hash: string;
  name: string;
  /** A list, as JSON. */
  scopes: JsonText;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  last_used_at: Timestamp | null;
};

/** The app that makes codes for somebody. */
export type TotpTable = {
  user_id: Id;
  /** As it is, since each code is computed from it: see decision 029. */
  secret: string;
  /** The time step of the last code that was accepted: none is accepted twice. */
  last_step: number | null;
  created_at: Timestamp;
  /** Null: a first code has not been shown yet. */
  confirmed_at: Timestamp | null;
};

/** A key pair on somebody's device, of which this is the public half. */
export type PasskeyTable = {
  id: Id;
  user_id: Id;
  /** By which the device knows it, in base64url; unique. */
  credential_id: string;
  /** In COSE, in base64url. */
  public_key: string;
  /** What it has counted up to; 0 for ever where it counts nothing. */
  counter: number;
  /** How a browser may reach it: a list, as JSON. */
  transports: JsonText;
  /** Whether it is kept elsewhere too: losing the device does not lose it. */
  is_backed_up: 0 | 1;
  name: string;
  created_at: Timestamp;
  last_used_at: Timestamp | null;
};

/** What a passkey was asked to sign. It is signed once, for what it was asked for. */
export type PasskeyChallengeTable = {
  /** SHA-256 of it. */
  challenge_hash: string;
  purpose: 'add' | 'prove' | 'second-step' | 'sign-in';
  /** Null: whoever it is says so by the passkey. */
  user_id: Id | null;
  /** Of the sign-in that it finishes. */
  pending_hash: string | null;
  created_at: Timestamp;
  expires_at: Timestamp;
};

/** For when the app is lost: SHA-256 of each code that has not been used. */
export type RecoveryCodeTable = { user_id: Id; code_hash: string; created_at: Timestamp };

/** One row: what is asked of whom at the sign-in. */
export type SignInPolicyTable = {
  singleton: 1;
  /** The roles that must have a second factor, those of the site by id: a list, as JSON. */
  second_factor_roles: JsonText;
};

/** Who has given the right password and still has to show something else. It opens nothing by itself. */
export type PendingSignInTable = {
  /** SHA-256 of the token in the cookie. */
  token_hash: string;
  user_id: Id;
  created_at: Timestamp;
  expires_at: Timestamp;
};
