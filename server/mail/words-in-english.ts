import type { ChangeWording, Wording } from './wording.ts';

export const ENGLISH: Wording = {
  invite: (mail, { site, time }) => ({
    subject: `Your invitation to ${site}`,
    before: [
      mail.invitedBy === null
        ? `You are invited to work on ${site}.`
        : `${mail.invitedBy} invites you to work on ${site}.`,
      'Choose your name and your password here:',
    ],
    link: mail.link,
    after: [
      `The link works once, until ${time(mail.expiresAt)}.`,
      'If you did not expect this, there is nothing to do: without you, nothing happens.',
    ],
  }),
  reset: (mail, { site, time }) => ({
    subject: `A new password for ${site}`,
    before: [
      `Somebody, most likely you, has asked for a new password for your account at ${site}.`,
      'Choose it here:',
    ],
    link: mail.link,
    after: [
      `The link works once, until ${time(mail.expiresAt)}.`,
      'If it was not you, there is nothing to do: your password stays as it is.',
    ],
  }),
  'new-sign-in': (mail, { site, time }) => ({
    subject: `A new sign-in at ${site}`,
    before: [
      `Somebody has signed in to your account at ${site} in a way that we have not seen before.`,
      `When: ${time(mail.at)}`,
      `From the address: ${mail.address ?? 'not known'}`,
      `With: ${mail.userAgent ?? 'not known'}`,
      'If it was you, there is nothing to do. If not, choose a new password at once and sign out everywhere:',
    ],
    link: null,
    after: [],
  }),
  'account-change': (mail, { site, time }) => ({
    subject: CHANGED[mail.what].subject(site),
    before: [
      CHANGED[mail.what].said(site),
      `When: ${time(mail.at)}`,
      `From the address: ${mail.address ?? 'not known'}`,
      'If you know of it, there is nothing to do. If not, tell an owner or an admin of the site at once; they sign everybody out who is signed in as you:',
    ],
    link: null,
    after: [],
  }),
};

const signInSubject = (site: string): string => `How you sign in at ${site}`;

const CHANGED: ChangeWording = {
  email: {
    subject: (site) => `Your e-mail address at ${site}`,
    said: (site) =>
      `Your account at ${site} has got another e-mail address. With this one, nobody can sign in to it any more.`,
  },
  password: {
    subject: (site) => `Your password at ${site}`,
    said: (site) => `The password of your account at ${site} has been changed.`,
  },
  'totp-added': {
    subject: signInSubject,
    said: (site) =>
      `Whoever signs in to your account at ${site} is asked for a code of an app from now on. Other sessions have ended.`,
  },
  'totp-removed': {
    subject: signInSubject,
    said: (site) => `Whoever signs in to your account at ${site} is asked for no code of an app any more.`,
  },
  'passkey-added': {
    subject: signInSubject,
    said: (site) =>
      `Your account at ${site} has got another passkey. Whoever has it can sign in to the account from now on.`,
  },
  'passkey-removed': {
    subject: signInSubject,
    said: (site) => `A passkey of your account at ${site} has been removed. It opens nothing any more.`,
  },
  'recovery-codes': {
    subject: signInSubject,
    said: (site) => `Your account at ${site} has got new recovery codes. The old ones open nothing any more.`,
  },
  'second-factors-reset': {
    subject: signInSubject,
    said: (site) =>
      `An owner or an admin has taken away what your account at ${site} asked for besides the password. You have been signed out everywhere. Sign in by your password, and set it up anew.`,
  },
  'second-factors-reset-by-operator': {
    subject: signInSubject,
    said: (site) =>
      `Whoever runs the server of ${site} has taken away what your account asked for besides the password. You have been signed out everywhere. Sign in by your password, and set it up anew.`,
  },
};
