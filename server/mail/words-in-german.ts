import type { ChangeWording, Wording } from './wording.ts';

export const GERMAN: Wording = {
  invite: (mail, { site, time }) => ({
    subject: `Ihre Einladung zu ${site}`,
    before: [
      mail.invitedBy === null
        ? `Sie sind eingeladen, an ${site} mitzuarbeiten.`
        : `${mail.invitedBy} lädt Sie ein, an ${site} mitzuarbeiten.`,
      'Wählen Sie hier Ihren Namen und Ihr Passwort:',
    ],
    link: mail.link,
    after: [
      `Der Link gilt einmal, bis ${time(mail.expiresAt)}.`,
      'Wenn Sie das nicht erwartet haben, brauchen Sie nichts zu tun: Ohne Sie geschieht nichts.',
    ],
  }),
  reset: (mail, { site, time }) => ({
    subject: `Ein neues Passwort für ${site}`,
    before: [
      `Jemand, vermutlich Sie selbst, hat ein neues Passwort für Ihr Konto bei ${site} angefordert.`,
      'Wählen Sie es hier:',
    ],
    link: mail.link,
    after: [
      `Der Link gilt einmal, bis ${time(mail.expiresAt)}.`,
      'Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.',
    ],
  }),
  'new-sign-in': (mail, { site, time }) => ({
    subject: `Eine neue Anmeldung bei ${site}`,
    before: [
      `Jemand hat sich auf eine Weise bei Ihrem Konto auf ${site} angemeldet, die wir noch nicht kennen.`,
      `Wann: ${time(mail.at)}`,
      `Von der Adresse: ${mail.address ?? 'nicht bekannt'}`,
      `Womit: ${mail.userAgent ?? 'nicht bekannt'}`,
      'Wenn Sie es waren, brauchen Sie nichts zu tun. Wenn nicht, wählen Sie sofort ein neues Passwort und melden sich überall ab:',
    ],
    link: null,
    after: [],
  }),
  'account-change': (mail, { site, time }) => ({
    subject: CHANGED[mail.what].subject(site),
    before: [
      CHANGED[mail.what].said(site),
      `Wann: ${time(mail.at)}`,
      `Von der Adresse: ${mail.address ?? 'nicht bekannt'}`,
      'Wenn Sie davon wissen, brauchen Sie nichts zu tun. Wenn nicht, sagen Sie es sofort jemandem, dem die Website gehört oder der sie verwaltet; dort kann man alle abmelden, die unter Ihrem Namen angemeldet sind:',
    ],
    link: null,
    after: [],
  }),
};

const signInSubject = (site: string): string => `Ihre Anmeldung bei ${site}`;

const CHANGED: ChangeWording = {
  email: {
    subject: (site) => `Ihre E-Mail-Adresse bei ${site}`,
    said: (site) =>
      `Ihr Konto bei ${site} hat eine andere E-Mail-Adresse bekommen. Mit dieser kann sich niemand mehr anmelden.`,
  },
  password: {
    subject: (site) => `Ihr Passwort bei ${site}`,
    said: (site) => `Das Passwort Ihres Kontos bei ${site} wurde geändert.`,
  },
  'totp-added': {
    subject: signInSubject,
    said: (site) =>
      `Wer sich bei Ihrem Konto auf ${site} anmeldet, wird ab jetzt nach einem Code aus einer App gefragt. Andere Sitzungen wurden beendet.`,
  },
  'totp-removed': {
    subject: signInSubject,
    said: (site) =>
      `Wer sich bei Ihrem Konto auf ${site} anmeldet, wird nicht mehr nach einem Code aus einer App gefragt.`,
  },
  'passkey-added': {
    subject: signInSubject,
    said: (site) =>
      `Ihr Konto bei ${site} hat einen weiteren Passkey bekommen. Wer ihn hat, kann sich ab jetzt bei dem Konto anmelden.`,
  },
  'passkey-removed': {
    subject: signInSubject,
    said: (site) => `Ein Passkey Ihres Kontos bei ${site} wurde entfernt. Er öffnet nichts mehr.`,
  },
  'recovery-codes': {
    subject: signInSubject,
    said: (site) => `Ihr Konto bei ${site} hat neue Ersatzcodes bekommen. Die alten öffnen nichts mehr.`,
  },
  'second-factors-reset': {
    subject: signInSubject,
    said: (site) =>
      `Jemand, dem die Website gehört oder der sie verwaltet, hat entfernt, wonach Ihr Konto bei ${site} außer dem Passwort gefragt hat. Sie wurden überall abgemeldet. Melden Sie sich mit Ihrem Passwort an und richten Sie es neu ein.`,
  },
  'second-factors-reset-by-operator': {
    subject: signInSubject,
    said: (site) =>
      `Wer den Server von ${site} betreibt, hat entfernt, wonach Ihr Konto außer dem Passwort gefragt hat. Sie wurden überall abgemeldet. Melden Sie sich mit Ihrem Passwort an und richten Sie es neu ein.`,
  },
};
