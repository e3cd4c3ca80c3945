import type { Frame, Page } from 'playwright-core';

/** Of the player that an author embeds. */
const PLAYER_HOST = 'www.youtube-nocookie.com';

export type XssWatch = {
  /** Where a script of the corpus has run. */
  ran: string[];
  /** What was asked of other hosts. */
  askedElsewhere: string[];
};

/** What of the corpus runs in the page from now on, in whatever frame of it, and what the page asks of others. */
export async function watchForXss(page: Page): Promise<XssWatch> {
  const watch: XssWatch = { ran: [], askedElsewhere: [] };
  await page.exposeBinding('stillpressXss', ({ frame }) => void watch.ran.push(frame.url()));
  await page.route(`https://${PLAYER_HOST}/**`, (route) => route.abort());
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    const isOurs = !protocol.startsWith('http') || hostname === 'localhost' || hostname === PLAYER_HOST;
    if (!isOurs) watch.askedElsewhere.push(request.url());
  });
  return watch;
}

/**
 * What a browser would run or load of the corpus, or would when it is clicked: also what a content security policy keeps it
 * from, since that is the net and not the rope.
 */
const FIND_LIVE = `(document) => {
    const ADDRESSES = ['href', 'xlink:href', 'src', 'data', 'action', 'formaction', 'background', 'to'];
    const runs = ({ name, value, ownerElement }) =>
      name.startsWith('on') ||
      name === 'srcdoc' ||
      value.includes('stillpressXss') && ['style', 'srcset'].includes(name) ||
      ADDRESSES.includes(name) && /^(javascript|vbscript|data:(?!image\\/)|blob:null)/i.test(value.replace(/[\\s\\x00-\\x20]/g, '')) ||
      name === 'src' && (value === 'x' || value === 'x 1x');
    const isScript = (element) =>
      element.localName === 'script' && element.type !== 'application/ld+json' && /stillpressXss/.test(element.textContent + element.src) ||
      element.localName === 'script' && element.src !== '' && new URL(element.src).hostname !== 'localhost' ||
      element.localName === 'style' && /stillpressXss/.test(element.textContent) ||
      element.localName === 'base' ||
      ['object', 'embed', 'applet', 'marquee', 'plaintext', 'isindex'].includes(element.localName) ||
      element.localName === 'meta' && /refresh/i.test(element.httpEquiv);
    return [...document.querySelectorAll('*')]
      .filter((element) => isScript(element) || [...element.attributes].some(runs))
      .map((element) => element.outerHTML.slice(0, 300));
  }`;

export async function findLive(frame: Frame): Promise<string[]> {
  return await frame.evaluate(`(${FIND_LIVE})(document)`);
}

/** Of pages of the same host, without opening them one by one. What is not there is named, too. */
export async function findLiveOn(page: Page, paths: readonly string[]): Promise<string[]> {
  return await page.evaluate(`Promise.all(${JSON.stringify(paths)}.map(async (path) => {
    const answer = await fetch(path);
    if (answer.status !== 200) return path + ' answers ' + answer.status;
    return (${FIND_LIVE})(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  })).then((found) => found.flat())`);
}
