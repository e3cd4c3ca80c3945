import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';
import { canonicalDocument } from '../../../../model/rich-text/canonical-document.ts';
import {
  EMPTY_DOCUMENT,
  type RichTextAttributes,
  type RichTextDocument,
  type RichTextMark,
  type RichTextNode,
} from '../../../../model/rich-text/document.ts';
import { markRules, nodeRule, type AttributeRules } from '../../../../model/rich-text/schema.ts';
import { cleanText, isRecord } from '../../../../model/text-rules.ts';
import { OTHERS } from './schema/attributes.ts';

/** For the editor. Throws where it holds a part that this build does not know. */
export function documentIn(schema: Schema, value: unknown): ProseMirrorNode {
  const document = isDocument(value) ? value : EMPTY_DOCUMENT;
  const node = schema.nodeFromJSON({ ...document, content: document.content.map(setAside) });
  node.check();
  return node;
}

/** What has been written for a block of the editor: a block stays the same for as long as nothing in it changes. */
const WRITTEN = new WeakMap<ProseMirrorNode, RichTextNode>();

/** As the model has it. Only what has changed is written anew. */
export function documentOf(node: ProseMirrorNode): RichTextDocument {
  const content: RichTextNode[] = [];
  node.forEach((block) => {
    const written = WRITTEN.get(block) ?? blockOf(block);
    WRITTEN.set(block, written);
    content.push(written);
  });
  return { type: 'doc', content };
}

export function isEmptyDocument(node: ProseMirrorNode): boolean {
  const only = node.childCount === 1 ? node.firstChild : null;
  return only?.type.name === 'paragraph' && only.content.size === 0;
}

function blockOf(block: ProseMirrorNode): RichTextNode {
  const [written] = canonicalDocument({
    type: 'doc',
    content: [putBack(block.toJSON() as RichTextNode)],
  }).content;
  if (written === undefined) throw new Error('A block became nothing.');
  return written;
}

function isDocument(value: unknown): value is RichTextDocument {
  return isRecord(value) && Array.isArray(value['content']) && value['content'].length > 0;
}

/** The attributes that are not known here go into one that is. */
function setAside(node: RichTextNode): RichTextNode {
  const { attrs, content, marks, ...rest } = node;
  return {
    ...rest,
    ...(attrs === undefined ? {} : { attrs: sorted(attrs, nodeRule(node.type)?.attributes ?? {}) }),
    ...(content === undefined ? {} : { content: content.map(setAside) }),
    ...(marks === undefined ? {} : { marks: marks.map(setMarkAside) }),
  };
}

function setMarkAside({ attrs, type }: RichTextMark): RichTextMark {
  return attrs === undefined ? { type } : { type, attrs: sorted(attrs, markRules(type) ?? {}) };
}

function sorted(attrs: RichTextAttributes, rules: AttributeRules): RichTextAttributes {
  const isKnown = ([name]: [string, unknown]): boolean => Object.hasOwn(rules, name);
  const all = Object.entries(attrs);
  const others = all.filter((entry) => !isKnown(entry));
  return others.length === 0
    ? attrs
    : Object.fromEntries([...all.filter(isKnown), [OTHERS, Object.fromEntries(others)]]);
}

/** The other way round; and no text holds what the model refuses, wherever it was pasted from. */
function putBack(node: RichTextNode): RichTextNode {
  const { attrs, content, marks, text, ...rest } = node;
  return {
    ...rest,
    ...(text === undefined ? {} : { text: cleanText(text) }),
    ...(attrs === undefined ? {} : { attrs: merged(attrs) }),
    ...(content === undefined ? {} : { content: content.map(putBack) }),
    ...(marks === undefined
      ? {}
      : { marks: marks.map((mark) => ({ type: mark.type, attrs: merged(mark.attrs ?? {}) })) }),
  };
}

function merged(attrs: RichTextAttributes): RichTextAttributes {
  const { [OTHERS]: others, ...known } = attrs;
  return isRecord(others) ? { ...known, ...others } : known;
}
