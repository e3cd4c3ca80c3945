import { findCollection, type ContentModel } from '../../model/content-model.ts';
import type { FieldRecord } from '../../model/fields.ts';
import { foreignContent } from '../../model/foreign-content.ts';
import { besideFingerprint } from '../../model/model-fingerprint.ts';
import { withBlockIds } from '../../model/rich-text/block-ids.ts';
import type { RichTextDocument, RichTextNode } from '../../model/rich-text/document.ts';
import { isRecord } from '../../model/text-rules.ts';
import { validateContent } from '../../model/validation.ts';
import { AppError } from '../errors.ts';
import type { StoredVersion } from '../store/versions.ts';
import { newId } from '../store/new-id.ts';
import type { MarkdownText } from './markdown-reader.ts';
import { readMarkdown } from './read-markdown.ts';
import { mapRichText } from './rich-text-values.ts';

export type IncomingContent = {
  collection: string;
  content: Readonly<Record<string, unknown>>;
  /** The user; null: the installation itself. */
  sentBy: string | null;
};

/**
 * Content from outside as it is kept: valid for a draft, in canonical form, with an id on every rich-text block. A rich-text field
 * may come as a document or as `{ markdown: '…' }`.
 */
export async function draftContent(
  model: ContentModel,
  incoming: IncomingContent,
): Promise<Record<string, unknown>> {
  const { collection } = incoming;
  const fields = findCollection(model, collection)?.fields ?? {};
  const content = await withDocuments(fields, incoming);
  const result = validateContent(model, { collection, content, level: 'draft' });
  if (!result.ok) {
    throw new AppError('invalid-input', 'Nothing was saved. Mend what is named and send it again.', {
      issues: result.issues,
    });
  }
  return mapRichText(fields, result.content, identifyBlocks);
}

export type KeptContent = {
  content: Record<string, unknown>;
  /** The model that put the rest there, where there is a rest. */ fingerprint: string | null;
};

/** The same for an entry that is there already: what another release has put into it under names of its own stays, whatever comes in under these. */
export async function contentBeside(
  model: ContentModel,
  { stored, ...incoming }: IncomingContent & { stored: Pick<StoredVersion, 'content' | 'modelFingerprint'> },
): Promise<KeptContent> {
  const { collection, content } = incoming;
  const foreign = foreignContent(model, { collection, content: stored.content });
  const names = Object.keys(foreign);
  const own = Object.fromEntries(Object.entries(content).filter(([name]) => !names.includes(name)));
  const checked = await draftContent(model, { ...incoming, content: own });
  return names.length === 0
    ? { content: checked, fingerprint: null }
    : { content: { ...checked, ...foreign }, fingerprint: besideFingerprint(stored.modelFingerprint) };
}

/** All of its Markdown is read together: there is one thread for everybody. */
async function withDocuments(
  fields: FieldRecord,
  { content, sentBy }: IncomingContent,
): Promise<Readonly<Record<string, unknown>>> {
  const texts: MarkdownText[] = [];
  const found = mapRichText(fields, content, (value, place) => {
    const markdown = markdownIn(value);
    if (markdown !== null) texts.push({ place, markdown });
    return value;
  });
  if (texts.length === 0) return found;
  const documents = await readMarkdown(texts, { sentBy });
  const byPlace = new Map(texts.map(({ place }, index) => [place, documents[index]]));
  return mapRichText(fields, found, (value, place) => byPlace.get(place) ?? value);
}

function markdownIn(value: unknown): string | null {
  if (!isRecord(value) || Object.keys(value).join() !== 'markdown') return null;
  return typeof value['markdown'] === 'string' ? value['markdown'] : null;
}

function identifyBlocks(value: unknown): unknown {
  // It has just been validated.
  const document = value as RichTextDocument;
  if (document.content.some(hasId)) return withBlockIds(document, newId);
  // Where there are no ids yet they are counted: the same text sent again is the same document, and makes no second version.
  let count = 0;
  return withBlockIds(document, () => `b${++count}`);
}

function hasId(node: RichTextNode): boolean {
  return node.attrs?.['id'] !== undefined || (node.content ?? []).some(hasId);
}
