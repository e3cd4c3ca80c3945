import { escapeText } from '../../../model/rich-text/escape-html.ts';
import { scriptPolicy } from './script-element.ts';

export const LINK_LANGUAGES = ['en', 'de'] as const;
export type LinkLanguage = (typeof LINK_LANGUAGES)[number];

/** What somebody who has opened a link is told, or asked. */
export type LinkNotice =
  | { kind: 'ended' }
  /** The address of a page was opened where the password has not been given. */
  | { kind: 'locked' }
  /** The templates cannot show what it leads to; why is for those who can mend it. */
  | { kind: 'failed' }
  | { kind: 'password'; isWrong: boolean }
  | { kind: 'wait'; minutes: number };

const WORDS = {
  en: {
    ended: 'This link is over',
    endedText:
      'It has expired or was revoked, or what it showed is not there any more. Ask whoever sent it for another one.',
    locked: 'This preview has a password',
    lockedText: 'Open the link that you were sent once more, and give the password there.',
    failed: 'This cannot be shown just now',
    failedText:
      'The draft and the pages of the site do not fit together at the moment. Try again later, or tell whoever sent the link: they can see why.',
    password: 'This preview has a password',
    label: 'Password',
    wrong: 'This is not the password.',
    submit: 'Show the preview',
    wait: 'Too many wrong passwords',
    waitText: (minutes: number) => `Try again in ${minutes} min.`,
  },
  de: {
    ended: 'Dieser Link gilt nicht mehr',
    endedText:
      'Er ist abgelaufen oder wurde zurückgenommen, oder es gibt nicht mehr, was er gezeigt hat. Bitten Sie um einen neuen, wo er herkam.',
    locked: 'Diese Vorschau hat ein Passwort',
    lockedText:
      'Öffnen Sie noch einmal den Link, den Sie bekommen haben, und geben Sie dort das Passwort ein.',
    failed: 'Das lässt sich gerade nicht zeigen',
    failedText:
      'Der Entwurf und die Seiten der Website passen im Augenblick nicht zusammen. Versuchen Sie es später wieder, oder sagen Sie es dort, wo der Link herkam: Da lässt sich sehen, warum.',
    password: 'Diese Vorschau hat ein Passwort',
    label: 'Passwort',
    wrong: 'Das ist nicht das Passwort.',
    submit: 'Vorschau zeigen',
    wait: 'Zu viele falsche Passwörter',
    waitText: (minutes: number) => `Versuchen Sie es in ${minutes} Minuten wieder.`,
  },
} as const;

type Policy = { framers: string; origin: string; hasScript: boolean };

/** No script but the one that follows the drafts, and nothing from anywhere; the form comes back to this very address. */
export function linkPagePolicy({ framers, hasScript, origin }: Policy): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${framers}`,
    ...(hasScript ? scriptPolicy(origin) : []),
  ].join('; ');
}

type Wording = { language: LinkLanguage; script: string };

export function linkPage(notice: LinkNotice, { language, script }: Wording): string {
  const words = WORDS[language];
  return `<!doctype html>
<html lang="${language}">
<head>${script}
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words[notice.kind]}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; padding: 15vh 1rem 2rem; }
main { max-width: 28rem; margin-inline: auto; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
label, input, button { display: block; font: inherit; }
input { box-sizing: border-box; width: 100%; padding: .4rem .6rem; margin: .2rem 0 1rem; }
button { padding: .4rem 1rem; }
</style>
</head>
<body>
<main>
<h1>${words[notice.kind]}</h1>
${bodyOf(notice, language)}
</main>
</body>
</html>
`;
}

function bodyOf(notice: LinkNotice, language: LinkLanguage): string {
  const words = WORDS[language];
  if (notice.kind === 'ended') return `<p>${escapeText(words.endedText)}</p>`;
  if (notice.kind === 'locked') return `<p>${escapeText(words.lockedText)}</p>`;
  if (notice.kind === 'failed') return `<p>${escapeText(words.failedText)}</p>`;
  if (notice.kind === 'wait') return `<p>${words.waitText(notice.minutes)}</p>`;
  const about = notice.isWrong ? ' aria-invalid="true" aria-describedby="wrong"' : '';
  return `${notice.isWrong ? `<p id="wrong" role="alert">${words.wrong}</p>\n` : ''}<form method="post">
<label for="password">${words.label}</label>
<input id="password" name="password" type="password" autocomplete="off" required autofocus${about}>
<button>${words.submit}</button>
</form>`;
}
