/**
 * Runs in the pages of a preview, first of all and with nothing of ours around. When a draft was saved, it fetches the page again and puts the new body in
 * place of the old one, whose scripts then run; of a page without any, only what differs. The admin, which has the page in a frame, can hand over one while somebody types. The place to which the reader has scrolled
 * stays. A page without an origin keeps nothing over a reload, so that it is the last resort. The script takes its own element away: the scripts of the
 * site find the page as visitors get it. To the admin alone, it tells which page it is in and what was clicked on.
 */
export const PREVIEW_SCRIPT = `(() => {
  const own = document.currentScript;
  const { admin, live } = own.dataset;
  own.remove();
  const here = decodeURI(location.pathname.replace(/^(?:[/][^/]*){3}/, ''));

  // What is read from a text never runs.
  const anew = (read) => {
    const script = document.createElement('script');
    for (const { name, value } of read.attributes) script.setAttribute(name, value);
    script.async = read.async;
    script.text = read.text;
    return script;
  };

  // Where the admin shows what is typed, what was saved is older.
  let isDriven = false;

  const hasScripts = (page) => page.querySelector('script:not([type*=json])') !== null;
  const isSameTag = (old, next) => old.nodeType === 1 && old.cloneNode().isEqualNode(next.cloneNode());

  // No script knows the elements of such a page: those that are the same stay, and are not laid out once more.
  const change = (old, next) => {
    if (old.isEqualNode(next)) return;
    if (!isSameTag(old, next)) return old.replaceWith(document.adoptNode(next));
    const [olds, news] = [Array.from(old.childNodes), Array.from(next.childNodes)];
    const isSame = (nth) => olds.at(nth)?.isEqualNode(news.at(nth)) ?? false;
    const most = Math.min(olds.length, news.length);
    let [start, end] = [0, 0];
    while (start < most && isSame(start)) start += 1;
    while (end < most - start && isSame(-1 - end)) end += 1;
    const gone = olds.slice(start, olds.length - end);
    const come = news.slice(start, news.length - end);
    if (gone.length === come.length) return gone.forEach((node, nth) => change(node, come[nth]));
    for (const node of come) old.insertBefore(document.adoptNode(node), olds[olds.length - end] ?? null);
    for (const node of gone) node.remove();
  };

  const show = (html) => {
    const next = new DOMParser().parseFromString(html, 'text/html');
    Array.from(next.scripts).find(({ src }) => src === own.src)?.remove();
    const [left, top] = [window.scrollX, window.scrollY];
    document.title = next.title;
    const known = new Set(Array.from(document.querySelectorAll('head > style, head > link[rel~=stylesheet]'), (node) => node.outerHTML));
    for (const node of next.querySelectorAll('head > style, head > link[rel~=stylesheet]'))
      if (!known.has(node.outerHTML)) document.head.append(document.adoptNode(node));
    if ([document, next].some(hasScripts)) {
      document.body.replaceWith(document.adoptNode(next.body));
      for (const read of document.body.querySelectorAll('script')) read.replaceWith(anew(read));
    } else change(document.body, next.body);
    window.scrollTo({ left, top, behavior: 'instant' });
  };

  const renew = async () => {
    try {
      const answer = await fetch(location.href, { cache: 'no-store' });
      const isPage = answer.ok && /^text.html/.test(answer.headers.get('Content-Type') ?? '');
      if (!isPage || answer.redirected) throw new Error('It is another page now');
      show(await answer.text());
    } catch {
      location.reload();
    }
  };

  if (live) {
    const stream = new EventSource(live + (live.includes('?') ? '&' : '?') + 'path=' + encodeURIComponent(here));
    stream.addEventListener('saved', () => isDriven || renew());
    stream.addEventListener('ended', () => stream.close());
  }
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== window.parent || source === window || origin !== admin) return;
    // It may have been made for the page before this one.
    const isHere = data && (data.path === undefined || data.path === here);
    if (isHere && data.kind === 'stillpress:show' && typeof data.html === 'string') {
      isDriven = true;
      show(data.html);
    }
    if (data && data.kind === 'stillpress:renew') void renew();
  });
  if (window.parent === window) return;

  const tell = (message) => window.parent.postMessage(message, admin);
  addEventListener('DOMContentLoaded', () =>
    tell({ kind: 'stillpress:page', path: here, title: document.title.slice(0, 200) }),
  );

  // In the words of the page: it knows nothing of what it is made from, and is what it will be in public.
  const blocks = 'p, h1, h2, h3, h4, h5, h6, li, td, th, dt, dd, pre, figcaption, img, hr, iframe, video, audio';
  const words = (block) => block.textContent.replace(/\\s+/g, ' ').trim().slice(0, 1000);
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
