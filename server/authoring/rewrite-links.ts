import assert from 'node:assert/strict';
import type { RichTextTarget } from '../../model/rich-text/relink.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import type { Actor } from '../accounts/actor.ts';
import type { StoredEntry } from '../store/entries.ts';
import { readVersion, type NewVersion, type StoredVersion } from '../store/versions.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { contentBeside } from './draft-content.ts';
import { mayRelink, pageAt, readLinkHolders, relinkContent, type LinkHolder } from './link-holders.ts';
import type { LinkChange } from './link-order.ts';
import { newVersion } from './new-version.ts';
import type { DraftToPublish } from './public-changes.ts';
import { checkPublishable } from './publishable-draft.ts';
import { requireServablePath } from './reserved-path.ts';

/** An entry whose links are changed, in what is public of it and in what is not yet. */
export type EntryRewrite = DraftToPublish & {
  /** What the entry was as it was read: whoever has changed it since is not passed over. */
  before: Pick<StoredEntry, 'draftVersionId' | 'publishedVersionId'>;
  /** To be public. */
  version: NewVersion;
  /** The draft apart from it, which has changes that are not to be public; null: there are none, or the link does not stand in it. */
  draftVersion: NewVersion | null;
  /** Whether what is to be public is also the draft from then on. */
  isDraft: boolean;
};

type Rewriting = {
  actor: Actor;
  at: string;
  broken: readonly DeadLink[];
  changes: readonly LinkChange[];
  /** What is published together with it. */
  published: readonly DraftToPublish[];
};

/** As many as one publication takes. */
const ENTRIES_MAX = 1_000;

/**
 * New versions of the entries that hold the links. What is public gets the change and nothing else; a draft with changes of its own gets it too, and
 * stays a draft. What the actor may not change keeps its links. Nothing is written.
 */
export async function rewriteLinks(
  context: AuthoringContext,
  { actor, at, broken, changes, published }: Rewriting,
): Promise<EntryRewrite[]> {
  const asked = broken.filter((link) => changeOf(link, changes) !== undefined);
  const holders = await readLinkHolders(context, {
    actor,
    broken: asked,
    published,
    entriesMax: ENTRIES_MAX,
  });
  const rewrites: Rewritten[] = [];
  for (const holder of holders.filter((one) => one.links.length > 0 && mayRelink(context, actor, one)))
    rewrites.push(await rewrite(context, { actor, at, changes, holder, published }));
  return await checked(context, { actor, rewrites });
}

function changeOf({ anchor, path }: DeadLink, changes: readonly LinkChange[]): LinkChange | undefined {
  return changes.find((change) => change.path === path && change.anchor === anchor);
}

type Rewritten = Omit<EntryRewrite, 'draft'>;
type OneHolder = Omit<Rewriting, 'broken'> & { holder: LinkHolder };

async function rewrite(context: AuthoringContext, order: OneHolder): Promise<Rewritten> {
  const { holder, published } = order;
  const { entry, version: base } = holder;
  const version = await relinked(context, { ...order, base });
  // What is published now is what the draft is: of it nothing stays back.
  const isDraft = entry.draftVersionId === base.id || published.some((one) => one.entry.id === entry.id);
  const draft = isDraft ? null : await readVersion(context.database.db, { id: entry.draftVersionId });
  const draftVersion = draft === null ? null : await relinked(context, { ...order, base: draft });
  assert(version !== null, 'a link that was found there is there');
  const { content, createdAt, createdBy, id, slug } = version;
  const { draftVersionId, publishedVersionId } = entry;
  return {
    before: { draftVersionId, publishedVersionId },
    version,
    draftVersion,
    isDraft,
    entry: {
      ...entry,
      draftVersionId: id,
      draft: { id, number: base.number, content, slug, createdAt, createdBy },
    },
  };
}

/** Null where none of the links stands in it. */
async function relinked(
  context: AuthoringContext,
  { actor, at, base, changes, holder: { entry, links, path } }: OneHolder & { base: StoredVersion },
): Promise<NewVersion | null> {
  const page = pageAt(context, path);
  const change = (target: RichTextTarget) => {
    const held = links.find(({ leadsThere }) => leadsThere(target, page));
    const asked = held && changeOf(held.link, changes);
    if (asked === undefined) return 'stays';
    return asked.by === 'unlink' ? 'goes' : asked.with;
  };
  const content = relinkContent(context, { entry, content: base.content, change });
  if (content === base.content) return null;
  const { collection, id: entryId } = entry;
  const kept = await contentBeside(context.model, {
    collection,
    content,
    sentBy: actor.userId,
    stored: base,
  });
  return newVersion(context, { entryId, collection, createdAt: at, createdBy: actor.userId, ...kept });
}

/** As whatever else becomes public. */
async function checked(
  context: AuthoringContext,
  { actor, rewrites }: { actor: Actor; rewrites: readonly Rewritten[] },
): Promise<EntryRewrite[]> {
  const entries = rewrites.map(({ entry }) => entry);
  const placeOf = (index: number): string => `links.${entries[index]?.id}`;
  const drafts = await checkPublishable(context, { actor, entries, placeOf });
  return rewrites.flatMap((one, index) => {
    const draft = drafts[index];
    if (draft === undefined) return [];
    requireServablePath(context, { ...one.entry, path: draft.path });
    return [{ ...one, draft }];
  });
}
