/**
 * The part of the script in a preview that makes the open page what a reload would show, and keeps all that is the same: pictures, what plays, what was
 * typed or opened. Of a page that has scripts nobody knows what they have done to its elements: its body is put in anew, and its scripts run.
 */
export const BECOME_SCRIPT = String.raw`
  // What is in an element without being among its children.
  const insideOf = (node) => node.shadowRoot ?? (node instanceof HTMLTemplateElement ? node.content : null);
  const elementsOf = (root) => Array.from(root.querySelectorAll?.('*') ?? []).flatMap((element) => {
    const inside = insideOf(element);
    return inside === null ? element : [element, ...elementsOf(inside)];
  });

  // Where scripts run, what is in a noscript element is text. Read without them, it would be elements, and of the body if it may not stand in a head.
  const TAG = '(?:"[^"]*"|\'[^\']*\'|[^"\'>])*>';
  const TOKENS = new RegExp(
    '<!--[^]*?-->' +
      '|(<noscript(?=[\\s/>])' + TAG + ')([^]*?)(</noscript(?=[\\s/>])[^>]*>)' +
      '|<(script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\\s/>])' + TAG + '[^]*?</\\4(?=[\\s/>])' +
      '|</?[a-z]' + TAG,
    'gi',
  );
  const parse = (html) => {
    const texts = [];
    const read = html.replace(/\r\n?/g, '\n').replace(TOKENS, (all, start, text, end) =>
      start === undefined ? all : start + '<!--' + (texts.push(text) - 1) + '-->' + end,
    );
    const hasShadows = /\sshadowrootmode\s*=/i.test(read) && Document.parseHTMLUnsafe !== undefined;
    const next = hasShadows
      ? Document.parseHTMLUnsafe(read, { sanitizer: { comments: true } })
      : new DOMParser().parseFromString(read, 'text/html');
    for (const element of texts.length === 0 ? [] : elementsOf(next))
      if (element.localName === 'noscript') element.textContent = texts[element.firstChild?.data] ?? element.innerHTML;
    return next;
  };

  let hasInsides = false;
  const isSame = (old, next) => {
    if (!old.isEqualNode(next)) return false;
    if (!hasInsides || old.querySelectorAll === undefined) return true;
    const [olds, news] = [old, next].map((root) => [root, ...root.querySelectorAll('*')].map(insideOf));
    return olds.every((one, nth) => {
      const other = news[nth];
      return one && other ? one.mode === other.mode && isSame(one, other) : !one && !other;
    });
  };

  // What these have begun with cannot be changed in them.
  const WHOLE = new Set(['audio', 'embed', 'iframe', 'object', 'script', 'video']);
  const isOneKind = (old, next) => {
    if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) return false;
    if (old.nodeType !== 1) return old.nodeType === 3 || old.nodeType === 8;
    if (old.namespaceURI !== next.namespaceURI || WHOLE.has(old.localName)) return false;
    const [one, other] = [insideOf(old), insideOf(next)];
    return one && other ? one.mode === other.mode : !one && !other;
  };

  const changeAttributes = (element, olds, news) => {
    for (const { name } of olds) if (!news.some((next) => next.name === name)) element.removeAttribute(name);
    for (const next of news) {
      const { localName, namespaceURI, value } = next;
      const old = olds.find((each) => each.localName === localName && each.namespaceURI === namespaceURI);
      if (old?.value !== value) element.setAttributeNode(next.cloneNode());
    }
  };

  const change = (old, next) => {
    if (isSame(old, next)) return;
    if (!isOneKind(old, next)) return old.replaceWith(next);
    if (old.nodeType !== 1) {
      old.data = next.data;
      return;
    }
    changeAttributes(old, Array.from(old.attributes), Array.from(next.attributes));
    changeChildren(old, next);
    const inside = insideOf(old);
    if (inside !== null) changeChildren(inside, insideOf(next));
  };
  const changeChildren = (parent, next) =>
    align(parent, { olds: Array.from(parent.childNodes), news: Array.from(next.childNodes), behind: null });

  // Between what is the same in both, the one becomes the other.
  const align = (parent, { olds, news, behind }) => {
    const most = Math.min(olds.length, news.length);
    let [start, end] = [0, 0];
    while (start < most && isSame(olds[start], news[start])) start += 1;
    while (end < most - start && isSame(olds.at(-1 - end), news.at(-1 - end))) end += 1;
    const follower = end === 0 ? behind : olds.at(-end);
    const gone = olds.slice(start, olds.length - end);
    const come = news.slice(start, news.length - end);
    let [fromOld, fromNew] = [0, 0];
    const both = gone.length > 0 && come.length > 0 ? inBoth(gone, come) : [];
    for (const [old, fresh] of both) {
      align(parent, { olds: gone.slice(fromOld, old), news: come.slice(fromNew, fresh), behind: gone[old] });
      [fromOld, fromNew] = [old + 1, fresh + 1];
    }
    const [left, right] = [gone.slice(fromOld), come.slice(fromNew)];
    if (both.length > 0) return align(parent, { olds: left, news: right, behind: follower });
    right.forEach((node, nth) => (nth < left.length ? change(left[nth], node) : parent.insertBefore(node, follower)));
    for (const node of left.slice(right.length)) node.remove();
  };

  // The places of elements that are there once in both, as many as stand in the same order.
  const inBoth = (olds, news) => {
    const [inOld, inNew] = [olds, news].map((nodes) => {
      const places = new Map();
      nodes.forEach((node, nth) => {
        if (node.nodeType === 1) places.set(node.outerHTML, places.has(node.outerHTML) ? -1 : nth);
      });
      return places;
    });
    const ends = [];
    const before = new Map();
    for (const [html, fresh] of inNew) {
      const old = inOld.get(html) ?? -1;
      if (old === -1 || fresh === -1 || !isSame(olds[old], news[fresh])) continue;
      const pair = [old, fresh];
      const found = ends.findIndex(([end]) => end > old);
      const at = found === -1 ? ends.length : found;
      before.set(pair, ends[at - 1]);
      ends[at] = pair;
    }
    const longest = [];
    for (let pair = ends.at(-1); pair !== undefined; pair = before.get(pair)) longest.unshift(pair);
    return longest;
  };

  // What is read from a text never runs.
  const anew = (read) => {
    const script = document.createElement('script');
    for (const { name, value } of read.attributes) script.setAttribute(name, value);
    script.async = read.async;
    script.text = read.text;
    return script;
  };
  const hasScripts = (page) => page.querySelector('script:not([type*=json])') !== null;

  // What stands in the head from the beginning. Behind a script that runs at once, it may be the script's.
  const ofPage = new WeakSet();
  let isCertain = true;
  const notePart = ({ addedNodes }) => {
    for (const node of addedNodes) {
      if (isCertain && node.parentNode === document.head) ofPage.add(node);
      if (node.localName === 'script' && !/json|module/.test(node.type)) isCertain = false;
    }
  };
  const watch = new MutationObserver((parts) => parts.forEach(notePart));
  watch.observe(document, { childList: true, subtree: true });
  document.addEventListener('readystatechange', () => {
    watch.takeRecords().forEach(notePart);
    watch.disconnect();
  });

  const changeHead = (next) => {
    document.title = next.title;
    let last = null;
    const stays = new Set();
    for (const fresh of Array.from(next.head.children)) {
      let old = last === null ? document.head.firstElementChild : last.nextElementSibling;
      while (old !== null && !old.isEqualNode(fresh)) old = old.nextElementSibling;
      if (old === null) {
        old = fresh.localName === 'script' ? anew(fresh) : fresh;
        if (last === null) document.head.prepend(old);
        else last.after(old);
        ofPage.add(old);
      }
      stays.add(old);
      last = old;
    }
    for (const old of Array.from(document.head.children))
      if (ofPage.has(old) && !stays.has(old)) old.remove();
  };

  // Of the page as it was sent; what scripts have set since is theirs.
  const attributesOf = (element) => Array.from(element.attributes, (attribute) => attribute.cloneNode());
  let rootAttributes = attributesOf(document.documentElement);
  let lastBody = null;
  const becomeWithScripts = (next) => {
    changeHead(next);
    if (lastBody?.isEqualNode(next.body)) return;
    lastBody = hasInsides ? null : next.body.cloneNode(true);
    document.body.replaceWith(next.body);
    for (const read of document.body.querySelectorAll('script')) read.replaceWith(anew(read));
  };

  // Whether the page itself says that they are open.
  const opened = new WeakMap();
  const noteOpened = () => {
    for (const element of elementsOf(document)) if (element.localName === 'details') opened.set(element, element.open);
  };
  addEventListener('DOMContentLoaded', noteOpened);
  const becomeWithout = (next) => {
    lastBody = null;
    const details = elementsOf(document).filter(({ localName }) => localName === 'details');
    const byReader = details.filter((each) => opened.has(each) && opened.get(each) !== each.open);
    const before = byReader.map((each) => ({ each, wasOpen: each.open }));
    for (const { each, wasOpen } of before) each.open = !wasOpen;
    change(document.head, next.head);
    change(document.body, next.body);
    noteOpened();
    for (const { each, wasOpen } of before) if (each.open !== wasOpen) each.open = wasOpen;
  };

  // A policy that a page comes with holds until the page goes, and each further one with it.
  const policies = [];
  const scriptHashesOf = (page) =>
    Array.from(page.querySelectorAll('meta[http-equiv="content-security-policy" i]'), ({ content }) =>
      (/\bscript-src(?:-elem)?\s[^;]*/i.exec(content)?.[0] ?? '').match(/'sha\d+-[^']+'/g) ?? [],
    ).flat();
  addEventListener('DOMContentLoaded', () => policies.push(scriptHashesOf(document)));
  const mayRunScriptsOf = (next) =>
    scriptHashesOf(next).every((hash) => policies.every((hashes) => hashes.length === 0 || hashes.includes(hash)));

  // Styles that the first policy does not name, since the page had them not: they come another way, behind all others.
  let adopted = new Set();
  const adoptStyles = () => {
    const kept = Array.from(document.querySelectorAll('style')).filter(({ sheet, textContent }) => !sheet && textContent);
    const others = document.adoptedStyleSheets.filter((sheet) => !adopted.has(sheet));
    if (kept.length === 0 && adopted.size === 0) return;
    const sheets = kept.map(({ media, textContent }) => {
      const sheet = new CSSStyleSheet({ media });
      sheet.replaceSync(textContent);
      return sheet;
    });
    adopted = new Set(sheets);
    document.adoptedStyleSheets = others.concat(sheets);
  };

  const become = (next) => {
    policies.push(scriptHashesOf(next));
    const [left, top] = [window.scrollX, window.scrollY];
    hasInsides = [document, next].some((page) => Array.from(page.querySelectorAll('*')).some(insideOf));
    const nextAttributes = attributesOf(next.documentElement);
    changeAttributes(document.documentElement, rootAttributes, nextAttributes);
    rootAttributes = nextAttributes;
    if ([document, next].some(hasScripts)) becomeWithScripts(next);
    else becomeWithout(next);
    adoptStyles();
    window.scrollTo({ left, top, behavior: 'instant' });
  };
`;
