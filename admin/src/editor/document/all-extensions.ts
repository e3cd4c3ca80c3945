import type { AnyExtension } from '@tiptap/core';
import { BlockIds } from './block-ids.ts';
import { History, TableRoles } from './extensions.ts';
import { Find } from './find/find-plugin.ts';
import { KeyAfterFocus } from './key-after-focus.ts';
import { Keys } from './keys.ts';
import { MarkdownRules } from './markdown-rules.ts';
import { NODES_WITH_VIEWS } from './node-views/with-views.ts';
import { Others } from './others-plugin.ts';
import { Paste } from './paste/paste-plugin.ts';
import { Uploads } from './pictures/upload-plugin.ts';
import { Placeholder } from './placeholder.ts';
import { MARKS } from './schema/marks.ts';
import { ShownRange } from './shown-range.ts';
import { SlashMenuKeys } from './slash/slash-plugin.ts';
import { TableShape } from './table-shape.ts';

/** Everything that an editor of documents does beside what is drawn around it. */
export const ALL_EXTENSIONS: readonly AnyExtension[] = [
  ...NODES_WITH_VIEWS,
  ...MARKS,
  TableRoles,
  BlockIds,
  History,
  KeyAfterFocus,
  Keys,
  MarkdownRules,
  Others,
  Placeholder,
  ShownRange,
  SlashMenuKeys,
  Find,
  TableShape,
  Uploads,
  Paste,
];
