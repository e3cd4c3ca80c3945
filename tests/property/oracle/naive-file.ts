import { naivePath } from './naive-links.ts';

export type NaiveAnswer = {
  path: string;
  status: number;
  contentType: string;
  location: string | null;
  bytes: Uint8Array;
};

/** What visitors find of an answer: a file, nothing, or another path that has to be asked instead. */
export type NaiveOutcome = { file: string; bytes: Uint8Array } | { ask: string } | null;

export function naiveOutcome(answer: NaiveAnswer, siteUrl: string): NaiveOutcome {
  const { bytes, location, path, status } = answer;
  const ends = path.endsWith('/');
  const indexFile = ends ? `${path.slice(1)}index.html` : path.slice(1);
  if (path === '/404/') return status === 404 || status === 200 ? { file: '404.html', bytes } : null;
  if (status >= 300 && status <= 399 && location !== null) {
    const leadsToItself = naivePath(location, { path, siteUrl }) === path;
    return leadsToItself ? null : { file: indexFile, bytes: Buffer.from(redirectPage(location)) };
  }
  if (status !== 200) return null;
  if (!answer.contentType.startsWith('text/html')) return { file: path.replaceAll(/^\/|\/$/g, ''), bytes };
  return ends || path.endsWith('.html') ? { file: indexFile, bytes } : { ask: `${path}/` };
}

export const GONE_PAGE =
  '<!doctype html><meta charset="utf-8"><meta name="robots" content="noindex"><title>Gone</title><body>What was here is gone.</body>\n';

function redirectPage(location: string): string {
  const to = location
    .replaceAll('&', '&#38;')
    .replaceAll('<', '&#60;')
    .replaceAll('>', '&#62;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
  return [
    `<!doctype html><title>Redirecting to: ${to}</title>`,
    `<meta http-equiv="refresh" content="0;url=${to}">`,
    '<meta name="robots" content="noindex">',
    `<link rel="canonical" href="${to}">`,
    `<body><a href="${to}">Redirecting to <code>${to}</code></a></body>\n`,
  ].join('');
}
