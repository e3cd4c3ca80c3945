/**
 * Runs in the pages of a preview, first of all and with nothing of ours around: it loads the page anew when a draft was saved, and shows
 * what the admin, which has the page in a frame, hands over while somebody types. Both keep the place to which the reader has scrolled. It takes its
 * own element away, so that the scripts of the site find the page as visitors get it.
 */
export const PREVIEW_SCRIPT = `(() => {
  const own = document.currentScript;
  const { admin, live } = own.dataset;
  own.remove();

  const place = () => [window.scrollX, window.scrollY];
  const goTo = ([x, y]) => window.scrollTo({ left: x, top: y, behavior: 'instant' });

  const kept = history.state && history.state.stillpressPlace;
  if (Array.isArray(kept)) {
    const { stillpressPlace, ...state } = history.state;
    history.replaceState(Object.keys(state).length === 0 ? null : state, '');
    addEventListener('DOMContentLoaded', () => goTo(kept));
    addEventListener('load', () => goTo(kept));
  }
  const reload = () => {
    history.replaceState({ ...history.state, stillpressPlace: place() }, '');
    location.reload();
  };

  const show = (html) => {
    const next = new DOMParser().parseFromString(html, 'text/html');
    const at = place();
    document.title = next.title;
    const known = new Set(Array.from(document.querySelectorAll('head > style, head > link[rel~=stylesheet]'), (node) => node.outerHTML));
    for (const node of next.querySelectorAll('head > style, head > link[rel~=stylesheet]'))
      if (!known.has(node.outerHTML)) document.head.append(document.adoptNode(node));
    document.body.replaceWith(document.adoptNode(next.body));
    goTo(at);
  };

  if (live) {
    const stream = new EventSource(live);
    stream.addEventListener('saved', reload);
    stream.addEventListener('ended', () => stream.close());
  }
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== window.parent || source === window || origin !== admin) return;
    if (data && data.kind === 'stillpress:show' && typeof data.html === 'string') show(data.html);
    if (data && data.kind === 'stillpress:reload') reload();
  });
})();
`;
