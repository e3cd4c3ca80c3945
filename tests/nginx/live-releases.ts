export type LiveFile = { text: string; contentType: string; isAsset: boolean };

/** Pages whose sizes are equal from release to release, so that only their time tells their ETags apart. */
const PAGES = 4;

/**
 * The site at release `number`: each page names its release twice, far apart, and its assets. With each release a style changes its name, pages come and go,
 * and a name is a file and a folder in turn.
 */
export function filesOfRelease(number: number): Map<string, LiveFile> {
  const files = new Map<string, LiveFile>();
  const page = (file: string): void => {
    files.set(file, { text: pageText(file, number), contentType: 'text/html', isAsset: false });
  };
  for (let index = 0; index < PAGES; index += 1) page(`posts/${index}/index.html`);
  page(`sometimes/${number % 3}/index.html`);
  page(number % 2 === 0 ? 'swap' : 'swap/index.html');
  for (const path of assetsOf(number)) {
    files.set(path.slice(1), { text: assetText(path), contentType: 'text/css', isAsset: true });
  }
  return files;
}

/** What the bytes behind the name of an asset are, for ever. */
export function assetText(path: string): string {
  return `/* ${path} */ `.repeat(60);
}

/** What a page says of itself; null where its parts are not of one release. */
export function readPage(text: string): { release: number; assets: string[] } | null {
  const releases = Array.from(text.matchAll(/release=(\d{6})/g), ([, digits]) => Number(digits));
  const [release] = releases;
  if (release === undefined || releases.length !== 2 || releases[1] !== release || !text.endsWith('</html>'))
    return null;
  return { release, assets: Array.from(text.matchAll(/href="([^"]+)"/g), ([, path = '']) => path) };
}

function pageText(file: string, number: number): string {
  const digits = `release=${sixDigits(number)}`;
  const links = assetsOf(number).map((path) => `<link rel="stylesheet" href="${path}">`);
  const words = Array.from({ length: 400 }, (_, index) =>
    `word${(index * 31 + number) % 100}`.padEnd(7),
  ).join(' ');
  return `<html><title>${file} ${digits}</title>${links.join('')}<p>${words}</p><i>${digits}</i></html>`;
}

function assetsOf(number: number): string[] {
  return [`/_astro/each.${sixDigits(number)}.css`, `/_astro/some.${sixDigits(Math.floor(number / 7))}.css`];
}

function sixDigits(value: number): string {
  return String(value).padStart(6, '0');
}
