/**
 * Runs in the pages of a preview, first of all and with nothing of ours around. When a draft was saved, it fetches the page again and puts the new body in
 * place of the old one, whose scripts then run; the admin, which has the page in a frame, can hand over one while somebody types. The place to which the reader has scrolled
 * stays. A page without an origin keeps nothing over a reload, so that it is the last resort. The script takes its own element away: the scripts of the
 * site find the page as visitors get it.
 */
export const PREVIEW_SCRIPT = `(() => {
  const own = document.currentScript;
  const { admin, live } = own.dataset;
  own.remove();

  // What is read from a text never runs.
  const anew = (read) => {
    const script = document.createElement('script');
    for (const { name, value } of read.attributes) script.setAttribute(name, value);
    script.async = read.async;
    script.text = read.text;
    return script;
  };

  const show = (html) => {
    const next = new DOMParser().parseFromString(html, 'text/html');
    const [left, top] = [window.scrollX, window.scrollY];
    document.title = next.title;
    const known = new Set(Array.from(document.querySelectorAll('head > style, head > link[rel~=stylesheet]'), (node) => node.outerHTML));
    for (const node of next.querySelectorAll('head > style, head > link[rel~=stylesheet]'))
      if (!known.has(node.outerHTML)) document.head.append(document.adoptNode(node));
    document.body.replaceWith(document.adoptNode(next.body));
    for (const read of document.body.querySelectorAll('script')) read.replaceWith(anew(read));
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
    const stream = new EventSource(live);
    stream.addEventListener('saved', renew);
    stream.addEventListener('ended', () => stream.close());
  }
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== window.parent || source === window || origin !== admin) return;
    if (data && data.kind === 'stillpress:show' && typeof data.html === 'string') show(data.html);
    if (data && data.kind === 'stillpress:renew') void renew();
  });
})();
`;
