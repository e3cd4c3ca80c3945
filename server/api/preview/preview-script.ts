import { PREVIEW_PAGE_PATHS } from '../../server-paths.ts';
import { BECOME_SCRIPT } from './become-script.ts';

/** Until the server is asked once more, where it is away or has too much to do: twice as long each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Within this, the admin has put another page in place of one that is over. */
const ADMIN_ANSWERS_MS = 5_000;

const OVER = {
  en: 'This preview is over, and is not kept up to date any more. Open it again from where you found it.',
  de: 'Diese Vorschau ist zu Ende und wird nicht mehr aktualisiert. Öffnen Sie sie noch einmal dort, wo Sie sie gefunden haben.',
};

/**
 * Runs in the pages of a preview, first of all and with nothing of ours around. When a draft was saved, it fetches the page again and makes the open one
 * the same (`become-script.ts`). The admin, which has the page in a frame, can hand over one while somebody types. The place to which the reader has scrolled
 * stays. A page without an origin keeps nothing over a reload, so that it is the last resort. The script takes its own element away: the scripts of the
 * site find the page as visitors get it. To the admin alone, it tells which page it is in, what was clicked on, and that there is something newer than what was typed.
 */
export const PREVIEW_SCRIPT = String.raw`(() => {
  const own = document.currentScript;
  const address = own.getAttribute('src');
  const { admin } = own.dataset;
  // Where the draft is whose address leads here, unless it was one of many; a page of ours says why there is none for now.
  let { draft, live } = own.dataset;
  const isProblem = own.dataset.problem !== undefined;
  own.remove();
  // The site may put something else there.
  const { fetch } = window;
  const isFramed = window.parent !== window;
  const inSite = location.pathname.replace(/^(?:[/][^/]*){3}/, '');
  const here = decodeURI(inSite);
  const ticketOf = (stream) => stream.slice('${PREVIEW_PAGE_PATHS.live}/'.length).replace(/[?].*/, '');
  const tell = (message) => isFramed && window.parent.postMessage(message, admin);
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
${BECOME_SCRIPT}
  const loaded = new Promise((resolve) => addEventListener('DOMContentLoaded', resolve));

  // Each page that is to be shown has a number: one that comes after a later one is dropped.
  let asked = 0;
  let shown = 0;
  const markIn = (next) => Array.from(next.scripts).find((script) => script.getAttribute('src') === address);
  const show = async (turn, next) => {
    await loaded;
    if (turn < shown) return;
    shown = turn;
    const mark = markIn(next);
    mark?.remove();
    ({ draft } = mark?.dataset ?? {});
    if (mark?.dataset.live) listenAt(mark.dataset.live);
    become(next);
  };

  const pageAt = (path) => '${PREVIEW_PAGE_PATHS.pages}/' + ticketOf(live) + path;
  const isHere = (path) => path !== undefined && decodeURIComponent(path) === decodeURIComponent(inSite);
  const showAnswer = async (turn, html) => {
    if (turn < shown) return;
    const next = html === null ? null : parse(html);
    const mark = next === null ? undefined : markIn(next);
    const moved = mark?.dataset.draft;
    if (isHere(draft) && moved !== undefined && !isHere(moved)) location.replace(pageAt(moved));
    else if (next === null || isProblem || mark?.dataset.problem !== undefined || !mayRunScriptsOf(next))
      location.reload();
    else await show(turn, next);
  };

  // What a policy of the page keeps from being fetched can only be loaded.
  let isKeptOut = false;
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    isKeptOut ||= effectiveDirective === 'connect-src';
  });

  // False where the server is away, or has too much to do.
  const renew = async () => {
    asked += 1;
    const turn = asked;
    try {
      const answer = await fetch(pageAt(inSite + location.search), { cache: 'no-store', headers: { Accept: 'text/html' } });
      if (answer.status === 429 || answer.status > 500) return false;
      if (answer.status === 410) over();
      else {
        const isHtml = /^text.html/.test(answer.headers.get('Content-Type') ?? '');
        // With a password, another address opens after a while.
        const isPage = isHtml && !answer.redirected && answer.status !== 401;
        const html = isPage ? await answer.text() : null;
        await showAnswer(turn, html);
      }
      return true;
    } catch {
      await sleep(0);
      if (isKeptOut) location.reload();
      return false;
    }
  };

  // Where the admin shows what is typed, what was saved is older, and yet there may be another picture in it.
  let isDriven = false;
  let lacksScripts = false;
  const refresh = async () => {
    if (isDriven && !lacksScripts) tell({ kind: 'stillpress:saved' });
    else if (!(await renew())) stream.abort(AWAY);
  };

  let isOver = false;
  let notice = null;
  const over = () => {
    if (isOver) return;
    isOver = true;
    stream.abort();
    tell({ kind: 'stillpress:ended' });
    setTimeout(sayThatItIsOver, isFramed ? ${ADMIN_ANSWERS_MS} : 0);
  };
  const sayThatItIsOver = () => {
    if (!isOver) return;
    notice = document.createElement('stillpress-notice');
    notice.setAttribute('role', 'alert');
    notice.textContent = /^de\b/.test(navigator.language) ? ${JSON.stringify(OVER.de)} : ${JSON.stringify(OVER.en)};
    notice.style.cssText =
      'all: initial; position: fixed; inset: auto 0 0; z-index: 2147483647; padding: 12px 16px; font: 16px/1.5 system-ui, sans-serif; color: #fff; background: #222; text-align: center';
    document.documentElement.append(notice);
  };

  const AWAY = 'away';
  const HIDDEN = 'hidden';
  let stream = new AbortController();
  // Over HTTP/1.1 a browser opens six connections to a server: those of pages that nobody sees would leave none for the others.
  const isHidden = () => document.visibilityState === 'hidden';
  const seen = async () => {
    while (isHidden())
      await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
  };
  document.addEventListener('visibilitychange', () => {
    if (isHidden()) stream.abort(HIDDEN);
  });
  const hear = async (body) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (text + value).split('\n\n');
      text = events.pop();
      for (const event of events) {
        if (event.startsWith('event: ended')) return over();
        if (event.startsWith('event: saved')) void refresh();
      }
    }
  };
  // An EventSource would end for good with the first answer that is none, without saying which: a proxy whose server is just being started gives such.
  const listen = async () => {
    let pause = ${FIRST_PAUSE_MS};
    let wasAway = false;
    while (!isOver) {
      // The server says at once what was saved meanwhile.
      await seen();
      const { signal } = (stream = new AbortController());
      try {
        if (wasAway && !isDriven && !(await renew())) throw new Error(AWAY);
        const path = (live.includes('?') ? '&' : '?') + 'path=' + encodeURIComponent(here);
        const answer = await fetch(live + path, { cache: 'no-store', signal });
        // With a password, another address opens after a while.
        if (answer.status === 401) return location.reload();
        if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return over();
        if (answer.ok) {
          pause = ${FIRST_PAUSE_MS};
          if (wasAway && isDriven) void refresh();
          await hear(answer.body);
        }
      } catch {
        // It is asked once more.
      }
      wasAway = !signal.aborted || signal.reason === AWAY;
      if (!wasAway || isOver) continue;
      await sleep(pause);
      pause = Math.min(2 * pause, ${LONGEST_PAUSE_MS});
    }
  };
  // A page that the admin hands over opens as long as it was asked for, and tells of what is newer than itself.
  const listenAt = (next) => {
    const isAnother = ticketOf(next) !== ticketOf(live);
    live = next;
    if (!isAnother) return;
    notice?.remove();
    if (isOver) {
      isOver = false;
      void listen();
    } else stream.abort();
  };
  if (live) void listen();

  addEventListener('message', ({ data, origin, source }) => {
    if (source !== window.parent || source === window || origin !== admin) return;
    // It may have been made for the page before this one.
    const isMeant = data && (data.path === undefined || data.path === here);
    if (!isMeant || isProblem || data.kind !== 'stillpress:show' || typeof data.html !== 'string') return;
    isDriven = true;
    asked += 1;
    const next = parse(data.html);
    lacksScripts = !mayRunScriptsOf(next);
    void show(asked, next);
  });
  if (!isFramed) return;

  addEventListener('DOMContentLoaded', () =>
    tell({ kind: 'stillpress:page', path: here, title: document.title.slice(0, 200) }),
  );

  // In the words of the page: it knows nothing of what it is made from, and is what it will be in public.
  const blocks = 'p, h1, h2, h3, h4, h5, h6, li, td, th, dt, dd, pre, figcaption, img, hr, iframe, video, audio';
  if (isProblem) return;
  const words = (block) => block.textContent.replace(/\s+/g, ' ').trim().slice(0, 1000);
  addEventListener('click', (event) => {
    const { defaultPrevented, isTrusted, target } = event;
    if (!isTrusted || defaultPrevented || !(target instanceof Element) || !getSelection().isCollapsed) return;
    if (target.closest('a, button, input, label, select, summary, textarea')) return;
    const block = target.closest(blocks);
    if (block === null) return;
    const text = words(block);
    let nth = 0;
    let last = '';
    let without = 0;
    for (const one of document.querySelectorAll(blocks)) {
      if (one === block) break;
      const said = words(one);
      if (said === text && one.localName === block.localName) nth += 1;
      if (said !== '') [last, without] = [said, 0];
      else without += 1;
    }
    tell({ kind: 'stillpress:clicked', text, nth, after: last, skip: without });
  });
})();
`;
