import type { Problem } from '../../../model/api/problem.ts';
import { escapeText } from '../../../model/rich-text/escape-html.ts';
import { SERVER_PATHS } from '../../server-paths.ts';
import { scriptPolicy } from './script-element.ts';

type Policy = { framers: string; origin: string; hasScript: boolean };

/** No script but the one that follows the drafts, and nothing from anywhere: what a template threw is shown here. */
export function problemPagePolicy({ framers, hasScript, origin }: Policy): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framers}`,
    ...(hasScript ? scriptPolicy(origin) : []),
  ].join('; ');
}

const OF_THE_ENGINE =
  /^ *at (?:async )?(?:[^(]*\()?(?:file:|node:|\/|node_modules\/(?:astro|@astrojs)\/|(?:content-cache|model|server)\/)/;

/** Without the calls of Astro and of this program, of which whoever mends a template knows nothing. */
function stackOfSite(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !OF_THE_ENGINE.test(line))
    .join('\n');
}

/** Why there is no preview, for a person in front of a browser. */
export function problemPage(
  { code, correlationId, detail, stack, title }: Problem,
  { adminUrl = SERVER_PATHS.admin, script = '' }: { adminUrl?: string; script?: string } = {},
): string {
  const isSignedOut = code === 'not-signed-in';
  const text = isSignedOut
    ? 'Previews are for those who have signed in. Sign in, and open this address again.'
    : detail;
  return `<!doctype html>
<html lang="en">
<head>${script}
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; padding: 2rem 1rem; }
main { max-width: 48rem; margin-inline: auto; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
p { white-space: pre-line; }
pre { overflow-x: auto; font-size: .85rem; }
small { opacity: .7; }
</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
<p>${escapeText(text)}</p>
${typeof stack === 'string' ? `<pre>${escapeText(stackOfSite(stack))}</pre>\n` : ''}<p><a href="${escapeText(adminUrl)}/">${isSignedOut ? 'Sign in' : 'To the list of content'}</a></p>
<small>Reference: ${escapeText(correlationId)}</small>
</main>
</body>
</html>
`;
}
