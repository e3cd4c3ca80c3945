import { escapeText } from '../../../model/rich-text/escape-html.ts';

/** A redirect to elsewhere, as a page: a preview takes nobody away by itself. */
export function redirectNotice({ location, status }: { location: string; status: number }): string {
  const address = escapeText(location).replaceAll('"', '&quot;');
  const isSafe = /^https?:/i.test(location);
  const link = isSafe ? `<a href="${address}" target="_blank" rel="noopener">${address}</a>` : address;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A redirect</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; padding: 2rem 1rem; }
main { max-width: 48rem; margin-inline: auto; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
</style>
</head>
<body>
<main>
<h1>A redirect (${status})</h1>
<p>Visitors are led from here to ${link}.</p>
</main>
</body>
</html>
`;
}
