import { referencedCollections, type Field, type FieldRecord } from './fields.ts';
import { isRecord } from './text-rules.ts';

/** A place in an entry's content that names another entry. */
export type EntryLink = {
  /** Where it stands, as in validation issues: `tags[1]`, `body.content[2].attrs.entryId`. */
  path: string;
  entryId: string;
  /** The collections that the other entry may belong to; null: any. */
  collections: readonly string[] | null;
};

/** The references and the internal links in validated content. */
export function collectEntryLinks(
  fields: FieldRecord,
  content: Readonly<Record<string, unknown>>,
): EntryLink[] {
  return [...linksInFields(fields, content, '')];
}

function* linksInFields(
  fields: FieldRecord,
  content: Readonly<Record<string, unknown>>,
  prefix: string,
): Links {
  for (const [name, field] of Object.entries(fields)) {
    yield* linksInValue(field, content[name], prefix + name);
  }
}

type Links = Generator<EntryLink, void>;

function* linksInValue(field: Field, value: unknown, path: string): Links {
  if (value === undefined) return;
  if (field.type === 'reference') {
    const collections = referencedCollections(field);
    const ids = field.multiple === true ? itemsOf(value, path) : [[value, path] as const];
    for (const [entryId, at] of ids) yield { path: at, entryId: String(entryId), collections };
  } else if (field.type === 'richText') {
    yield* linksInRichText(value, path);
  } else if (field.type === 'group') {
    if (isRecord(value)) yield* linksInFields(field.fields, value, `${path}.`);
  } else if (field.type === 'list') {
    for (const [item, at] of itemsOf(value, path)) yield* linksInValue(field.of, item, at);
  } else if (field.type === 'blocks') {
    for (const [item, at] of itemsOf(value, path)) {
      if (isRecord(item))
        yield* linksInFields(field.kinds[String(item['type'])]?.fields ?? {}, item, `${at}.`);
    }
  }
}

/** Buttons and link marks name entries in an attribute; whatever else comes to do so is found as well. */
function* linksInRichText(node: unknown, path: string): Links {
  if (!isRecord(node)) return;
  const entryId = isRecord(node['attrs']) ? node['attrs']['entryId'] : undefined;
  if (typeof entryId === 'string') yield { path: `${path}.attrs.entryId`, entryId, collections: null };
  for (const part of ['content', 'marks']) {
    if (node[part] === undefined) continue;
    for (const [child, at] of itemsOf(node[part], `${path}.${part}`)) yield* linksInRichText(child, at);
  }
}

function itemsOf(value: unknown, path: string): (readonly [item: unknown, path: string])[] {
  return Array.isArray(value)
    ? value.map((item: unknown, index) => [item, `${path}[${index}]`] as const)
    : [];
}
