const SAFE_SCHEMES = new Set(['http', 'https', 'mailto', 'tel']);
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
/** Browsers drop tabs and line breaks inside an address and trim white space around it: `java\nscript:` would run. */
const BLANK_OR_CONTROL =
  // oxlint-disable-next-line no-control-regex -- these are the characters to find
  /[\u0000-\u0020\u007F-\u00A0\u1680\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]/;

/**
 * Whether an address may stand in a link: http, https, mailto, tel, or relative. A backslash counts as a slash in browsers and is
 * refused; `/\evil.example` would leave the site.
 */
export function isSafeUrl(url: string): boolean {
  if (url === '' || BLANK_OR_CONTROL.test(url) || url.includes('\\')) return false;
  const scheme = SCHEME.exec(url)?.[1];
  return scheme === undefined ? !url.startsWith(':') : SAFE_SCHEMES.has(scheme.toLowerCase());
}

export function isWebUrl(url: string): boolean {
  return isSafeUrl(url) && /^https?:\/\//i.test(url) && URL.canParse(url);
}
