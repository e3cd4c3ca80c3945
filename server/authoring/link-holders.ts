import { findCollection } from '../../model/content-model.ts';
import { anchorOfLink } from '../../model/link-anchor.ts';
import { resolveLink } from '../../model/public-path.ts';
import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { relink, type Relink, type RichTextTarget } from '../../model/rich-text/relink.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { isRecord } from '../../model/text-rules.ts';
import type { Actor } from '../accounts/actor.ts';
import { can } from '../accounts/can.ts';
import { readEntries, type StoredEntry } from '../store/entries.ts';
import { readPathHolders } from '../store/path-holders.ts';
import { findPathHolders } from '../store/public-paths.ts';
import { readVersion, type StoredVersion } from '../store/versions.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { entrySubject, readableScope } from './permission.ts';
import type { DraftToPublish } from './public-changes.ts';
import { mapRichText } from './rich-text-values.ts';

/** An entry whose page holds links that would be dead. */
export type LinkHolder = {
  entry: StoredEntry;
  /** Where it is going to be public. */
  path: string;
  /** What is going to be public of it. */
  version: StoredVersion;
  /** Those of the links on its page that stand in its own content; the others are the template's, or come from somewhere else. */
  links: readonly HeldLink[];
};

export type HeldLink = { link: DeadLink; leadsThere: (target: RichTextTarget, page: Page) => boolean };
type Page = { path: string; siteUrl: string };

type Looking = {
  actor: Actor;
  broken: readonly DeadLink[];
  /** What is published together with it, in the state that is going to be public. */
  published: readonly DraftToPublish[];
  entriesMax: number;
};

/** Of the entries that the actor may read. */
export async function readLinkHolders(
  context: AuthoringContext,
  { actor, broken, entriesMax, published }: Looking,
): Promise<LinkHolder[]> {
  const { db } = context.database;
  const own = new Map(published.flatMap((one) => (one.draft.path === null ? [] : [[one.draft.path, one]])));
  const paths = [...new Set(broken.flatMap(({ from }) => from))];
  const stored = await readPathHolders(db, { paths, scope: readableScope(context.model, actor) });
  const idAt = new Map(stored.map(({ entryId, path }) => [path, entryId]));
  for (const [path, { entry }] of own) idAt.set(path, entry.id);
  const wanted = paths.filter((path) => idAt.has(path)).slice(0, entriesMax);
  const others = wanted.flatMap((path) => (own.has(path) ? [] : (idAt.get(path) ?? [])));
  const entries = new Map((await readEntries(db, { ids: others })).map((entry) => [entry.id, entry]));
  const held = await matchersOf(context, { broken, published });
  const holders: LinkHolder[] = [];
  for (const path of wanted) {
    const entry = own.get(path)?.entry ?? entries.get(idAt.get(path) ?? '');
    const versionId = own.get(path)?.draft.versionId ?? entry?.publishedVersionId ?? null;
    const version = versionId === null ? null : await readVersion(db, { id: versionId });
    if (entry === undefined || version === null) continue;
    const onPage = held.filter(({ link }) => link.from.includes(path));
    const links = onPage.filter((one) => {
      const { content } = version;
      const changed = relinkContent(context, {
        entry,
        content,
        change: (target) => goesIf(one, { target, path, context }),
      });
      return changed !== content;
    });
    holders.push({ entry, path, version, links });
  }
  return holders;
}

/** Its links are changed in what is public, too. */
export function mayRelink({ model }: AuthoringContext, actor: Actor, { entry }: LinkHolder): boolean {
  return (['entry.save', 'entry.publish'] as const).every((action) =>
    can(actor, action, entrySubject(model, entry)),
  );
}

type Asked = { target: RichTextTarget; path: string; context: AuthoringContext };

function goesIf({ leadsThere }: HeldLink, { context, path, target }: Asked): 'goes' | 'stays' {
  return leadsThere(target, pageAt(context, path)) ? 'goes' : 'stays';
}

export function pageAt({ siteUrl = 'http://localhost' }: AuthoringContext, path: string): Page {
  return { path, siteUrl };
}

type Relinking = {
  entry: Pick<StoredEntry, 'collection'>;
  content: Readonly<Record<string, unknown>>;
  change: Relink;
};

/** The same content where nothing of it changes. */
export function relinkContent(
  { model }: AuthoringContext,
  { change, content, entry: { collection } }: Relinking,
): Readonly<Record<string, unknown>> {
  let isChanged = false;
  const changed = mapRichText(findCollection(model, collection)?.fields ?? {}, content, (value) => {
    if (!isRecord(value)) return value;
    const document = value as RichTextDocument;
    const relinked = relink(document, change);
    isChanged ||= relinked !== document;
    return relinked;
  });
  return isChanged ? changed : content;
}

/** A link that names an entry leads to its address, as it is now or as it is going to be. */
async function matchersOf(
  { database }: AuthoringContext,
  { broken, published }: Pick<Looking, 'broken' | 'published'>,
): Promise<HeldLink[]> {
  const paths = [...new Set(broken.map(({ path }) => path))];
  const holders = [
    ...(await findPathHolders(database.db, { paths })),
    ...published.map(({ draft, entry }) => ({ path: draft.path, entryId: entry.id })),
  ];
  return broken.map((link) => {
    const ids = new Set(holders.filter(({ path }) => path === link.path).map(({ entryId }) => entryId));
    return { link, leadsThere: (target, page) => leadsTo(link, { ids, page, target }) };
  });
}

type Leading = { ids: ReadonlySet<string>; page: Page; target: RichTextTarget };

/** Where there is no page, it makes no difference where on it the link would lead. */
function leadsTo({ anchor, path }: DeadLink, { ids, page, target }: Leading): boolean {
  if ('entryId' in target) return ids.has(target.entryId) && (anchor === null || target.anchor === anchor);
  const { href } = target;
  const there = href.startsWith('#') ? page.path : resolveLink(href, page);
  return there === path && (anchor === null || anchorOfLink(href) === anchor);
}
