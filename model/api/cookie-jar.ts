/** The cookies of one server, where no browser keeps them. */
export type CookieJar = { header(): string; keep(headers: Headers): void };

export function createCookieJar(cookies = new Map<string, string>()): CookieJar {
  return {
    header: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    // A browser shows none of them.
    keep: (headers) => {
      for (const line of headers.getSetCookie()) keepCookie(cookies, line);
    },
  };
}

/** What a server takes back it sends with a time that is over. */
function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const name = pair.slice(0, pair.indexOf('=')).trim();
  const value = pair.slice(pair.indexOf('=') + 1).trim();
  const expires = attributes.find((attribute) => /^\s*expires=/i.test(attribute)) ?? '';
  if (value === '' || Date.parse(expires.slice(expires.indexOf('=') + 1)) <= Date.now()) cookies.delete(name);
  else cookies.set(name, value);
}
