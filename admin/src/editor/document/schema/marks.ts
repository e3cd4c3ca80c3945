import { Mark } from '@tiptap/core';
import type { TagParseRule } from '@tiptap/pm/model';
import { isSafeUrl } from '../../../../../model/rich-text/safe-url.ts';
import { attributesOf, ownElement, ownSelector } from './attributes.ts';

/** In the order of the model: the first is the outermost. */
export const MARKS: readonly Mark[] = [
  mark('link', 'a', [{ tag: 'a[href]', getAttrs: (element) => foreignLink(element) }]).extend({
    inclusive: false,
    priority: 1000,
    // What is copied from here is a link elsewhere too.
    renderHTML: ({ HTMLAttributes, mark: { attrs } }) => {
      const href: unknown = attrs['href'];
      const address = typeof href === 'string' && isSafeUrl(href) ? { href, rel: 'noopener' } : {};
      return ['a', { ...ownElement('link'), ...HTMLAttributes, ...address }, 0];
    },
  }),
  mark('bold', 'strong', [{ tag: 'strong' }, { tag: 'b' }]),
  mark('italic', 'em', [{ tag: 'em' }, { tag: 'i' }]),
  mark('strike', 's', [{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }]),
  mark('highlight', 'mark', [{ tag: 'mark' }]),
  mark('subscript', 'sub', [{ tag: 'sub' }]),
  mark('superscript', 'sup', [{ tag: 'sup' }]),
  mark('code', 'code', [{ tag: 'code' }]).extend({ code: true, priority: 50 }),
];

function mark(name: string, tag: string, reads: TagParseRule[]): Mark {
  return Mark.create({
    name,
    addAttributes: () => attributesOf(name),
    parseHTML: () => [{ tag: ownSelector(name), priority: 100 }, ...reads],
    renderHTML: ({ HTMLAttributes }) => [tag, { ...ownElement(name), ...HTMLAttributes }, 0],
  });
}

function foreignLink(element: HTMLElement): false | { href: string } {
  const href = element.getAttribute('href')?.trim() ?? '';
  return isSafeUrl(href) ? { href } : false;
}
