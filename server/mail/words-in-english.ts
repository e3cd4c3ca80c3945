import type { Wording } from './wording.ts';

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
    subject: mail.what === 'email' ? `Your e-mail address at ${site}` : `Your password at ${site}`,
    before: [
      mail.what === 'email'
        ? `Your account at ${site} has got another e-mail address. With this one, nobody can sign in to it any more.`
        : `The password of your account at ${site} has been changed.`,
      `When: ${time(mail.at)}`,
      `From the address: ${mail.address ?? 'not known'}`,
      'If it was you, there is nothing to do. If not, tell an owner or an admin of the site at once; they sign everybody out who is signed in as you:',
    ],
    link: null,
    after: [],
  }),
};
