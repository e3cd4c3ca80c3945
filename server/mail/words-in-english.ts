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
};
