import { Extension, InputRule, markInputRule, textblockTypeInputRule, wrappingInputRule } from '@tiptap/core';
import type { MarkType, NodeType, Schema } from '@tiptap/pm/model';
import { isSafeUrl } from '../../../../model/rich-text/safe-url.ts';

/** What Markdown makes of the letters while they are typed. Backspace right after takes it back. */
export const MarkdownRules = Extension.create({
  name: 'markdownRules',
  addInputRules() {
    const { schema } = this.editor;
    return [...blockRules(schema), ...markRules(schema)];
  },
});

function blockRules({ nodes }: Schema): InputRule[] {
  return [
    textblockTypeInputRule({
      find: /^(#{1,4})\s$/,
      type: typeOf(nodes, 'heading'),
      getAttributes: ([, signs = '']) => ({ level: Math.max(2, signs.length) }),
    }),
    textblockTypeInputRule({
      find: /^```([^\s`{][^\s`]{0,59})?\s$/,
      type: typeOf(nodes, 'codeBlock'),
      getAttributes: ([, language]) => ({ language: language ?? null }),
    }),
    new InputRule({
      find: /^\[([ x])?\]\s$/,
      handler: ({ chain, match: [, sign], range }) => {
        const attributes = { checked: sign === 'x' };
        chain()
          .deleteRange(range)
          .toggleList('taskList', 'taskItem')
          .updateAttributes('taskItem', attributes)
          .run();
      },
    }),
    wrappingInputRule({ find: /^[-*+]\s$/, type: typeOf(nodes, 'bulletList') }),
    wrappingInputRule({
      find: /^(\d{1,9})[.)]\s$/,
      type: typeOf(nodes, 'orderedList'),
      getAttributes: ([, start]) => ({ start: Math.min(Number(start), 900_000_000) }),
      joinPredicate: ([, start], before) =>
        Number(before.attrs['start']) + before.childCount === Number(start),
    }),
    wrappingInputRule({ find: /^>\s$/, type: typeOf(nodes, 'blockquote') }),
    new InputRule({
      find: /^(?:---|___|\*\*\*)$/,
      handler: ({ range, state: { tr } }) => {
        const $from = tr.doc.resolve(range.from);
        const line = typeOf(nodes, 'horizontalRule').create();
        if (
          !$from.parent.isTextblock ||
          !$from.node(-1).canReplaceWith($from.index(-1), $from.index(-1), line.type)
        )
          return;
        tr.delete(range.from, range.to).insert($from.before(), line);
      },
    }),
  ];
}

function markRules({ marks }: Schema): InputRule[] {
  return [
    markInputRule({ find: /(?:^|[^*])(\*\*(?!\s)([^*]+)(?<!\s)\*\*)$/, type: typeOf(marks, 'bold') }),
    markInputRule({ find: /(?:^|[^_\w])(__(?!\s)([^_]+)(?<!\s)__)$/, type: typeOf(marks, 'bold') }),
    markInputRule({ find: /(?:^|[^*])(\*(?!\s)([^*]+)(?<!\s)\*)$/, type: typeOf(marks, 'italic') }),
    markInputRule({ find: /(?:^|[^_\w])(_(?!\s)([^_]+)(?<!\s)_)$/, type: typeOf(marks, 'italic') }),
    markInputRule({ find: /(?:^|[^~])(~~(?!\s)([^~]+)(?<!\s)~~)$/, type: typeOf(marks, 'strike') }),
    markInputRule({ find: /(?:^|[^=])(==(?!\s)([^=]+)(?<!\s)==)$/, type: typeOf(marks, 'highlight') }),
    markInputRule({ find: /(?:^|[^`])(`([^`]+)`)$/, type: typeOf(marks, 'code') }),
    new InputRule({
      find: /(?:^|[^!])\[([^[\]]+)\]\(([^\s()]+)\)$/,
      handler: ({ match: [whole, text = '', href = ''], range, state: { tr } }) => {
        if (!isSafeUrl(href)) return;
        const from = range.from + (whole.startsWith('[') ? 0 : 1);
        const link = typeOf(marks, 'link').create({ href });
        const around = tr.doc.resolve(from).marks();
        tr.replaceWith(from, range.to, tr.doc.type.schema.text(text, link.addToSet(around)));
        tr.removeStoredMark(link.type);
      },
    }),
  ];
}

function typeOf<Type extends NodeType | MarkType>(types: Readonly<Record<string, Type>>, name: string): Type {
  const type = types[name];
  if (type === undefined) throw new Error(`The schema has no ${name}.`);
  return type;
}
