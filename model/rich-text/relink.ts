import type { RichTextAttributes, RichTextDocument, RichTextMark, RichTextNode } from './document.ts';
import { childrenOf, marksOf, textOf } from './document.ts';

/** Where a link or a button leads: to an address, or to an entry. */
export type RichTextTarget = { href: string } | { entryId: string; anchor?: string | undefined };

/** What becomes of a link: it stays, leads elsewhere, or is none any more, and its text stays. */
export type Relink = (target: RichTextTarget) => 'stays' | 'goes' | RichTextTarget;

/** The document with its links and buttons changed; the same one where all of them stay. A button that goes leaves its label behind. */
export function relink(document: RichTextDocument, change: Relink): RichTextDocument {
  const content = relinkAll(childrenOf(document), change);
  return content === null ? document : { ...document, content };
}

/** Null where nothing changes. */
function relinkAll(nodes: readonly RichTextNode[], change: Relink): RichTextNode[] | null {
  const changed = nodes.map((node) => relinkNode(node, change));
  return changed.every((node, index) => node === nodes[index]) ? null : changed;
}

function relinkNode(node: RichTextNode, change: Relink): RichTextNode {
  if (node.type === 'button') return relinkButton(node, change);
  const content = node.content === undefined ? null : relinkAll(childrenOf(node), change);
  const marks = node.marks === undefined ? null : relinkMarks(marksOf(node), change);
  if (content === null && marks === null) return node;
  return { ...node, ...(content && { content }), ...(marks && { marks }) };
}

function relinkMarks(marks: readonly RichTextMark[], change: Relink): RichTextMark[] | null {
  const changed = marks.flatMap((mark) => {
    const outcome = mark.type === 'link' ? outcomeFor(mark, change) : 'stays';
    if (outcome === 'stays') return [mark];
    return outcome === 'goes' ? [] : [{ ...mark, attrs: withTarget(mark, outcome) }];
  });
  const isSame = changed.length === marks.length && changed.every((mark, index) => mark === marks[index]);
  return isSame ? null : changed;
}

function relinkButton(button: RichTextNode, change: Relink): RichTextNode {
  const outcome = outcomeFor(button, change);
  if (outcome === 'stays') return button;
  if (outcome !== 'goes') return { ...button, attrs: withTarget(button, outcome) };
  const id = textOf(button, 'id');
  const label = textOf(button, 'label') ?? '';
  return {
    type: 'paragraph',
    ...(id !== undefined && { attrs: { id } }),
    ...(label !== '' && { content: [{ type: 'text', text: label }] }),
  };
}

function outcomeFor(link: RichTextNode | RichTextMark, change: Relink): ReturnType<Relink> {
  const [entryId, href] = [textOf(link, 'entryId'), textOf(link, 'href')];
  if (entryId !== undefined) return change({ entryId, anchor: textOf(link, 'anchor') });
  return href === undefined ? 'stays' : change({ href });
}

function withTarget({ attrs = {} }: RichTextNode | RichTextMark, target: RichTextTarget): RichTextAttributes {
  const { anchor: _, entryId: __, href: ___, ...others } = attrs;
  return { ...others, ...target };
}
