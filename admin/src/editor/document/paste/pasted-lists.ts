import { PASTED_STYLE, styleOf } from './pasted-styles.ts';

/** Lists as HTML has them: Word writes paragraphs with a sign in front, and Google Docs puts lists beside the items that they belong to. */
export function joinLists(root: HTMLElement): void {
  let run: Item[] = [];
  for (const paragraph of root.querySelectorAll<HTMLElement>('p, h1, h2, h3, h4, h5, h6')) {
    const item = itemOf(paragraph);
    const isNext = run.length > 0 && nextElement(run.at(-1)?.paragraph) === paragraph;
    if (item === null || !isNext) {
      build(run);
      run = [];
    }
    if (item !== null) run.push(item);
  }
  build(run);
  for (const list of root.querySelectorAll(':is(ul, ol) > :is(ul, ol)')) {
    const before = list.previousElementSibling;
    if (before?.matches('li') === true) before.append(list);
  }
}

type Item = { paragraph: HTMLElement; level: number; start: number | null };

function itemOf(paragraph: HTMLElement): Item | null {
  const level = /level(\d+)/.exec(styleOf(paragraph, 'mso-list'))?.[1];
  if (level === undefined) return null;
  const sign = paragraph.querySelector(
    `[${PASTED_STYLE}*="mso-list:Ignore" i], [${PASTED_STYLE}*="mso-list: Ignore" i]`,
  );
  const text = (sign?.textContent ?? '').trim();
  sign?.remove();
  return { paragraph, level: Number(level), start: numberOf(text) };
}

/** Null: a dot or a dash. */
function numberOf(sign: string): number | null {
  const text = /^\(?([a-z\d]+(?:\.\d+)*)[.)]$/i.exec(sign)?.[1];
  if (text === undefined || /^o$/i.test(text)) return null;
  const last = Number(text.split('.').at(-1));
  return Number.isInteger(last) && last > 0 ? last : 1;
}

function nextElement(element: Element | undefined): Element | null {
  return element?.nextElementSibling ?? null;
}

function build(run: readonly Item[]): void {
  const [first] = run;
  if (first === undefined) return;
  const { ownerDocument } = first.paragraph;
  // The lists that are open, the innermost last.
  const open: { level: number; list: HTMLElement }[] = [];
  const begin = ({ level, start }: Item): HTMLElement => {
    const list = ownerDocument.createElement(start === null ? 'ul' : 'ol');
    if (start !== null && start > 1) list.setAttribute('start', String(start));
    open.push({ level, list });
    return list;
  };
  const place = ownerDocument.createComment('');
  first.paragraph.before(place);
  const roots: HTMLElement[] = [];
  for (const item of run) {
    while ((open.at(-1)?.level ?? 0) > item.level) open.pop();
    let around = open.at(-1);
    const tag = item.start === null ? 'UL' : 'OL';
    if (around !== undefined && around.level === item.level && around.list.tagName !== tag) {
      open.pop();
      around = open.at(-1);
    }
    if (around === undefined || around.level < item.level) {
      const outer = around?.list.lastElementChild;
      const list = begin(item);
      if (outer == null) roots.push(list);
      else outer.append(list);
    }
    const line = ownerDocument.createElement('li');
    const text = ownerDocument.createElement('p');
    text.append(...item.paragraph.childNodes);
    line.append(text);
    open.at(-1)?.list.append(line);
    item.paragraph.remove();
  }
  place.replaceWith(...roots);
}
