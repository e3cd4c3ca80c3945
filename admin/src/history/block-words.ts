import { t } from '@lingui/core/macro';

/** By the names of `model/rich-text/schema.ts`. */
const BLOCKS: Readonly<Record<string, () => string>> = {
  paragraph: () => t`Text`,
  heading: () => t`Heading`,
  bulletList: () => t`List`,
  orderedList: () => t`Numbered list`,
  listItem: () => t`List item`,
  taskList: () => t`Tasks`,
  taskItem: () => t`Task`,
  blockquote: () => t`Quote`,
  codeBlock: () => t`Code`,
  image: () => t`Picture`,
  gallery: () => t`Gallery`,
  table: () => t`Table`,
  tableRow: () => t`Row of a table`,
  tableHeader: () => t`Cell of a table`,
  tableCell: () => t`Cell of a table`,
  callout: () => t`Callout`,
  embed: () => t`Embed`,
  button: () => t`Button`,
  horizontalRule: () => t`Divider`,
  rawHtml: () => t`HTML`,
  footnote: () => t`Footnote`,
};

const SETTINGS: Readonly<Record<string, () => string>> = {
  align: () => t`alignment`,
  alt: () => t`alternative text`,
  anchor: () => t`anchor`,
  caption: () => t`caption`,
  checked: () => t`done or not`,
  entryId: () => t`target`,
  focal: () => t`focal point`,
  href: () => t`target`,
  html: () => t`HTML`,
  kind: () => t`kind`,
  label: () => t`words`,
  language: () => t`language`,
  level: () => t`level`,
  mediaId: () => t`picture`,
  meta: () => t`further settings`,
  start: () => t`first number`,
  title: () => t`title`,
  url: () => t`address`,
  width: () => t`width`,
};

/** What a block is called where people choose it. */
export function blockWord(type: string): string {
  return BLOCKS[type]?.() ?? type;
}

export function settingWords(names: readonly string[]): string {
  return [...new Set(names.map((name) => SETTINGS[name]?.() ?? name))].join(', ');
}
