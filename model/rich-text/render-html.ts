import { childrenOf, textOf, type RichTextDocument, type RichTextNode } from './document.ts';
import { attribute, escapeText } from './escape-html.ts';
import { headingAnchors } from './heading-anchors.ts';
import { inlineText } from './plain-text.ts';
import { renderInline } from './render-inline.ts';
import { renderButton, renderEmbed, renderGallery, renderImage } from './render-media.ts';
import { renderTable } from './render-table.ts';
import { ENGLISH_LABELS, htmlId, type RenderOptions, type Rendering } from './rendering.ts';
import { CALLOUT_KINDS, HEADING_LEVELS } from './schema.ts';

/**
 * The public HTML of a document. Nothing comes out that is not written here: text and attributes are escaped, addresses are
 * checked again, an unknown node or mark leaves only its text, and nothing throws, so that one odd block cannot keep a page from
 * being published. No `style` attributes and no scripts: a strict content security policy can stand.
 */
export function renderRichTextHtml(document: RichTextDocument, options: RenderOptions): string {
  const rendering: Rendering = { options, anchors: headingAnchors(document), footnotes: [] };
  return renderBlocks(rendering, childrenOf(document)) + renderFootnotes(rendering);
}

function renderBlocks(rendering: Rendering, nodes: readonly RichTextNode[]): string {
  let html = '';
  for (const node of nodes) html += renderBlock(rendering, node);
  return html;
}

/** The allow-list. */
function renderBlock(rendering: Rendering, node: RichTextNode): string {
  switch (node.type) {
    case 'paragraph':
      return `<p>${renderInline(rendering, childrenOf(node))}</p>`;
    case 'heading':
      return renderHeading(rendering, node);
    case 'bulletList':
      return `<ul>${renderItems(rendering, node)}</ul>`;
    case 'orderedList':
      return renderOrderedList(rendering, node);
    case 'taskList':
      return `<ul class="task-list">${childrenOf(node)
        .map((item) => renderTask(rendering, item))
        .join('')}</ul>`;
    case 'blockquote':
      return `<blockquote>${renderBlocks(rendering, childrenOf(node))}</blockquote>`;
    case 'codeBlock':
      return renderCode(node);
    case 'image':
      return renderImage(rendering, node);
    case 'gallery':
      return renderGallery(rendering, node);
    case 'table':
      return renderTable(rendering, node);
    case 'callout':
      return renderCallout(rendering, node);
    case 'embed':
      return renderEmbed(node);
    case 'button':
      return renderButton(rendering, node);
    case 'horizontalRule':
      return '<hr>';
    case 'rawHtml':
      return renderRawHtml(rendering, textOf(node, 'html') ?? '');
    case 'text':
    case 'hardBreak':
    case 'footnote':
      return renderInline(rendering, [node]);
    default:
      return renderBlocks(rendering, childrenOf(node));
  }
}

function renderHeading(rendering: Rendering, node: RichTextNode): string {
  const given = Number(node.attrs?.['level']);
  const level = HEADING_LEVELS.includes(given) ? given : 2;
  const anchor = rendering.anchors.get(node);
  const id = attribute('id', anchor === undefined ? null : htmlId(rendering, anchor));
  return `<h${level}${id}>${renderInline(rendering, childrenOf(node))}</h${level}>`;
}

function renderOrderedList(rendering: Rendering, node: RichTextNode): string {
  const start = node.attrs?.['start'];
  const from = typeof start === 'number' && Number.isInteger(start) && start !== 1 ? start : null;
  return `<ol${attribute('start', from)}>${renderItems(rendering, node)}</ol>`;
}

function renderItems(rendering: Rendering, list: RichTextNode): string {
  let html = '';
  for (const item of childrenOf(list)) {
    const children = childrenOf(item);
    html += `<li>${isTight(children) ? renderTight(rendering, children) : renderBlocks(rendering, children)}</li>`;
  }
  return html;
}

/** The text is the label of its box, so that the box has a name. */
function renderTask(rendering: Rendering, item: RichTextNode): string {
  const [first, ...rest] = childrenOf(item);
  const checked = item.attrs?.['checked'] === true ? ' checked' : '';
  const text = first?.type === 'paragraph' ? renderInline(rendering, childrenOf(first)) : '';
  const others = first?.type === 'paragraph' ? rest : childrenOf(item);
  return `<li><label><input type="checkbox" disabled${checked}> ${text}</label>${renderBlocks(rendering, others)}</li>`;
}

/** One paragraph, alone or with lists below it: the item needs no `<p>`. */
function isTight([first, ...rest]: readonly RichTextNode[]): boolean {
  return first?.type === 'paragraph' && rest.every((node) => node.type.endsWith('List'));
}

function renderTight(rendering: Rendering, [first, ...rest]: readonly RichTextNode[]): string {
  return (
    (first === undefined ? '' : renderInline(rendering, childrenOf(first))) + renderBlocks(rendering, rest)
  );
}

function renderCode(node: RichTextNode): string {
  const language = textOf(node, 'language');
  const className = attribute('class', language === undefined ? null : `language-${language}`);
  return `<pre><code${className}${attribute('data-meta', textOf(node, 'meta'))}>${escapeText(inlineText(node))}</code></pre>`;
}

function renderCallout(rendering: Rendering, node: RichTextNode): string {
  const given = textOf(node, 'kind') ?? '';
  const kind = CALLOUT_KINDS.includes(given) ? given : 'note';
  const title = textOf(node, 'title');
  const heading = title === undefined ? '' : `<p class="callout-title">${escapeText(title)}</p>`;
  return `<aside class="callout callout-${kind}">${heading}${renderBlocks(rendering, childrenOf(node))}</aside>`;
}

function renderRawHtml(rendering: Rendering, html: string): string {
  return rendering.options.allowRawHtml === true ? html : `<pre><code>${escapeText(html)}</code></pre>`;
}

/** A footnote can hold no other, yet a stray one joins the end of the list while it is written. */
function renderFootnotes(rendering: Rendering): string {
  const { footnotes, options } = rendering;
  if (footnotes.length === 0) return '';
  const { footnotes: label, backToText } = options.labels ?? ENGLISH_LABELS;
  let items = '';
  for (let index = 0; index < footnotes.length; index += 1) {
    const note = footnotes[index];
    if (note === undefined) continue;
    const number = index + 1;
    const text = renderInline(rendering, childrenOf(note));
    const id = attribute('id', htmlId(rendering, `fn:${number}`));
    const back = attribute('href', `#${htmlId(rendering, `fnref:${number}`)}`);
    const name = attribute('aria-label', `${backToText} (${number})`);
    items += `<li${id}>${text} <a class="footnote-back" role="doc-backlink"${back}${name}>↩</a></li>`;
  }
  return `<section class="footnotes" role="doc-endnotes"${attribute('aria-label', label)}><ol>${items}</ol></section>`;
}
