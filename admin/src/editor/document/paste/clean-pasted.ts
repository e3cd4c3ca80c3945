import { isMadeHere, ownElement } from '../schema/attributes.ts';
import { joinLists } from './pasted-lists.ts';
import { HIDDEN, PASTED_STYLE, stylesToTags } from './pasted-styles.ts';
import { simplifyTables } from './pasted-tables.ts';

/** The pictures of what is pasted: each stands as a line of its own until it is uploaded. And what was lost of it on its way. */
export type PastedPictures = {
  files: PastedPicture[];
  dropped: number;
  /** Cells of tables that reached over others. */
  parted: number;
};

/** `alt`: what it shows, where the other page says so. */
export type PastedPicture = { file: File; alt: string };

const NEVER =
  'script, style, meta, link, title, head, iframe, frame, object, embed, template, svg, math, noscript, base, audio, video, canvas, form > *:empty, button, select, textarea, xml';

/** What others have said about a text in Word, and what they have taken out of it: nothing of that is for readers. */
const REVIEWED =
  '.MsoCommentReference, .msocomanchor, .msocomtxt, .msocomoff, [id^="_com_"], del[datetime], del[cite]';

/** Makes what others' pages and word processors put on the clipboard into what a document can hold. What is copied in an editor of ours stays as it is. */
export function cleanPasted(root: HTMLElement): PastedPictures {
  restoreStyleWords(root);
  if (isMadeHere(root.innerHTML)) return { files: [], dropped: 0, parted: 0 };
  removeComments(root);
  for (const element of root.querySelectorAll(`${NEVER}, ${PASTED_STYLE}`)) element.remove();
  for (const element of root.querySelectorAll(REVIEWED)) element.remove();
  for (const element of root.querySelectorAll('input:not(li > [type="checkbox"])')) element.remove();
  takeChecklists(root);
  takeFootnotes(root);
  nameHeadings(root);
  joinLists(root);
  stylesToTags(root);
  const parted = simplifyTables(root);
  const pictures = takePictures(root);
  removeBlankLines(root);
  return { ...pictures, parted };
}

/** Text that happens to say what was hidden says it again. */
function restoreStyleWords(root: HTMLElement): void {
  for (const node of nodesOf(root, NodeFilter.SHOW_TEXT)) {
    if (node.nodeValue?.includes(HIDDEN) === true) node.nodeValue = node.nodeValue.replaceAll(HIDDEN, '');
  }
}

function removeComments(root: HTMLElement): void {
  for (const comment of nodesOf(root, NodeFilter.SHOW_COMMENT)) comment.parentNode?.removeChild(comment);
}

function nodesOf(root: HTMLElement, what: number): Node[] {
  const walker = root.ownerDocument.createTreeWalker(root, what);
  const nodes: Node[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** Google Docs draws the box of each, as a picture. */
function takeChecklists(root: HTMLElement): void {
  for (const item of root.querySelectorAll('li[role="checkbox"]')) {
    const box = root.ownerDocument.createElement('input');
    box.type = 'checkbox';
    box.toggleAttribute('checked', item.getAttribute('aria-checked') === 'true');
    item.querySelector('img')?.remove();
    item.prepend(box);
  }
}

/** Foot and end notes of Word are links to parts at the end of the text, those of Google Docs to a link in a line there. */
const NOTE = /#(_ftn|_edn|ftnt)(\d+)$/;
const ITS_NUMBER = /^\s*(?:\[(?:\d+|[ivxlc]+)\]|\d+)?\s*/i;

function takeFootnotes(root: HTMLElement): void {
  const notes = new Set<Element>();
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[href*="#"]')) {
    const [, kind = '', number = ''] = NOTE.exec(link.getAttribute('href') ?? '') ?? [];
    const named = kind === '' ? null : root.querySelector(`[id="${kind.replace('_', '')}${number}"]`);
    const note = named?.matches('a') === true ? named.closest('p') : named;
    if (!note || note.contains(link)) continue;
    notes.add(note);
    const footnote = root.ownerDocument.createElement('sup');
    for (const [key, value] of Object.entries(ownElement('footnote'))) footnote.setAttribute(key, value);
    footnote.textContent = (note.textContent ?? '').replace(ITS_NUMBER, '').trim();
    const raised = link.parentElement;
    (raised?.localName === 'sup' && raised.childNodes.length === 1 ? raised : link).replaceWith(footnote);
  }
  for (const note of notes) {
    separatorOf(note, root)?.remove();
    note.remove();
  }
}

/** The line that Word and Google Docs draw above the first note. */
function separatorOf(note: Element, root: HTMLElement): Element | null {
  let at: Element | null = note;
  while (at !== null && at !== root && at.previousElementSibling === null) at = at.parentElement;
  const before = at === root ? null : (at?.previousElementSibling ?? null);
  return before?.localName === 'hr' ? before : null;
}

function nameHeadings(root: HTMLElement): void {
  for (const title of root.querySelectorAll('p.MsoTitle')) rename(title, 'h2');
  for (const quote of root.querySelectorAll('p.MsoQuote, p.MsoIntenseQuote')) rename(quote, 'blockquote');
}

function rename(element: Element, tag: string): HTMLElement {
  const renamed = element.ownerDocument.createElement(tag);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}

/** No other page knows of such a line. */
const PICTURE_LINE = `picture ${crypto.getRandomValues(new Uint32Array(2)).join('-')} `;

export function pictureIndex(text: string): number | null {
  return text.startsWith(PICTURE_LINE) ? Number(text.slice(PICTURE_LINE.length)) : null;
}

type Pictures = Pick<PastedPictures, 'files' | 'dropped'>;

/** Those whose bytes are there. Nothing is asked of other hosts, and nobody can read the files of whoever pastes. */
function takePictures(root: HTMLElement): Pictures {
  const pictures: Pictures = { files: [], dropped: 0 };
  for (const image of root.querySelectorAll('img')) {
    const file = fileOf(image.getAttribute('src') ?? '', pictures.files.length);
    if (file === null) {
      // Pages count who reads them with pictures of one point.
      if (image.getAttribute('width') !== '1') pictures.dropped += 1;
      image.remove();
      continue;
    }
    const line = root.ownerDocument.createElement('p');
    line.textContent = `${PICTURE_LINE}${pictures.files.length}`;
    pictures.files.push({ file, alt: altOf(image) });
    image.replaceWith(line);
  }
  return pictures;
}

/** A library takes no longer one. */
const ALT_LENGTH_MAX = 1_000;

function altOf(image: HTMLImageElement): string {
  return image.alt.replaceAll(/\s+/g, ' ').trim().slice(0, ALT_LENGTH_MAX);
}

function fileOf(address: string, index: number): File | null {
  const match = /^data:(image\/(png|jpeg|gif|webp|avif));base64,([a-z0-9+/=\s]+)$/i.exec(address);
  const [, type = '', extension = '', data = ''] = match ?? [];
  if (match === null) return null;
  try {
    const bytes = Uint8Array.from(atob(data.replaceAll(/\s/g, '')), (letter) => letter.codePointAt(0) ?? 0);
    return new File([bytes], `pasted-${index + 1}.${extension.toLowerCase()}`, { type });
  } catch {
    return null;
  }
}

function removeBlankLines(root: HTMLElement): void {
  for (const element of root.querySelectorAll('p, h1, h2, h3, h4, h5, h6')) {
    const isBlank = (element.textContent ?? '').replaceAll('\u00A0', ' ').trim() === '';
    if (isBlank && element.closest('td, th, li') === null) element.remove();
  }
}
