import { sameMark } from './canonical-document.ts';
import { childrenOf, marksOf, textOf, type RichTextMark, type RichTextNode } from './document.ts';
import { attribute, escapeText } from './escape-html.ts';
import { htmlId, linkTarget, type Rendering } from './rendering.ts';

type OpenMark = { readonly mark: RichTextMark; readonly close: string };

/** Texts that share marks share the elements: a link over several texts stays one link. */
export function renderInline(rendering: Rendering, nodes: readonly RichTextNode[]): string {
  const open: OpenMark[] = [];
  let html = '';
  for (const node of nodes) {
    switch (node.type) {
      case 'text':
        html +=
          switchMarks(rendering, open, marksOf(node)) +
          escapeText(typeof node.text === 'string' ? node.text : '');
        break;
      case 'hardBreak':
        html += '<br>';
        break;
      case 'footnote':
        html += closeMarks(open, 0) + renderFootnoteReference(rendering, node);
        break;
      default:
        html += closeMarks(open, 0) + renderInline(rendering, childrenOf(node));
    }
  }
  return html + closeMarks(open, 0);
}

function switchMarks(rendering: Rendering, open: OpenMark[], marks: readonly RichTextMark[]): string {
  let shared = 0;
  while (shared < open.length && sameMarkAt(open, marks, shared)) shared += 1;
  let html = closeMarks(open, shared);
  for (const mark of marks.slice(shared)) {
    const [start, close] = renderMark(rendering, mark);
    open.push({ mark, close });
    html += start;
  }
  return html;
}

function sameMarkAt(open: readonly OpenMark[], marks: readonly RichTextMark[], index: number): boolean {
  const current = open[index];
  return current !== undefined && sameMark(current.mark, marks[index]);
}

function closeMarks(open: OpenMark[], keep: number): string {
  let html = '';
  while (open.length > keep) html += open.pop()?.close ?? '';
  return html;
}

/** The allow-list of marks: the tags around the text. */
function renderMark(rendering: Rendering, mark: RichTextMark): readonly [string, string] {
  switch (mark.type) {
    case 'link': {
      const target = linkTarget(rendering, mark);
      if (target === null) return ['', ''];
      return [`<a${attribute('href', target)}${attribute('title', textOf(mark, 'title'))}>`, '</a>'];
    }
    case 'bold':
      return ['<strong>', '</strong>'];
    case 'italic':
      return ['<em>', '</em>'];
    case 'strike':
      return ['<s>', '</s>'];
    case 'highlight':
      return ['<mark>', '</mark>'];
    case 'subscript':
      return ['<sub>', '</sub>'];
    case 'superscript':
      return ['<sup>', '</sup>'];
    case 'code':
      return ['<code>', '</code>'];
    default:
      return ['', ''];
  }
}

function renderFootnoteReference(rendering: Rendering, node: RichTextNode): string {
  const number = rendering.footnotes.push(node);
  const id = attribute('id', htmlId(rendering, `fnref:${number}`));
  const href = attribute('href', `#${htmlId(rendering, `fn:${number}`)}`);
  return `<sup class="footnote-ref"${id}><a role="doc-noteref"${href}>${number}</a></sup>`;
}
