import { entryPath } from '../../model/entry-address.ts';
import type { ContentModel } from '../../model/content-model.ts';
import type { StoredEntry, StoredEntrySummary } from '../store/entries.ts';
import { entryState, type EntryState } from '../store/entry-state.ts';

export type { EntryState };

/** An entry as its editors see it: the draft, and what of it is public. */
export type EntryDetails = EntrySummary & {
  draft: DraftVersion;
  /** Where the draft would be published; null in a collection without pages, or while it lacks what its path is made of. */
  path: string | null;
};

/** An entry in a list: without its content. */
export type EntrySummary = {
  id: string;
  collection: string;
  locale: string;
  /** Shared by the translations of one thing. */
  translationGroup: string;
  title: string;
  state: EntryState;
  /** Where the entry is public now: while its publication is held back or held, where it was before. */
  livePath: string | null;
  draftVersionId: string;
  publishedVersionId: string | null;
  /** Stays, whatever is published, withdrawn and published again later. */
  firstPublishedAt: string | null;
  publishedAt: string | null;
  /** Since when it is in the trash. */
  trashedAt: string | null;
  /** What was published is not shown, since the templates cannot. */
  withheld: WithheldEntry | null;
  /** The first of what is scheduled for it, whatever its state says. */
  scheduled: ScheduledChange | null;
  createdAt: string;
  createdBy: string | null;
  updatedAt: string;
};

export type WithheldEntry = {
  /** Of the publication. */
  seq: number;
  /** The template's own words. */
  message: string;
  /** The page that could not be rendered. */
  path: string;
  /** The template's file, with the line, as far as they are known. */
  template: string | null;
};

export type ScheduledChange = {
  /** Of the schedule, which may be about other entries as well. */
  id: string;
  action: 'publish' | 'withdraw';
  dueAt: string;
  state: 'armed' | 'blocked';
};

export type DraftVersion = {
  versionId: string;
  /** 1, 2, 3 … within the entry. */
  number: number;
  content: Record<string, unknown>;
  savedAt: string;
  savedBy: string | null;
};

export function entryDetails(model: ContentModel, entry: StoredEntry): EntryDetails {
  const { id: versionId, number, content, createdAt: savedAt, createdBy: savedBy } = entry.draft;
  return {
    ...entrySummary(entry),
    draft: { versionId, number, content, savedAt, savedBy },
    path: entryPath(model, { collection: entry.collection, locale: entry.locale, content }),
  };
}

export function entrySummary(entry: StoredEntrySummary): EntrySummary {
  const state = entryState(entry);
  const isShown = state !== 'withheld' && state !== 'held';
  return {
    id: entry.id,
    collection: entry.collection,
    locale: entry.locale,
    translationGroup: entry.translationGroup,
    title: entry.title,
    state,
    livePath: isShown ? entry.livePath : entry.pathBefore,
    draftVersionId: entry.draftVersionId,
    publishedVersionId: entry.publishedVersionId,
    firstPublishedAt: entry.firstPublishedAt,
    publishedAt: entry.publishedAt,
    trashedAt: entry.trashedAt,
    withheld: withheldOf(entry),
    scheduled: scheduledOf(entry),
    createdAt: entry.createdAt,
    createdBy: entry.createdBy,
    updatedAt: entry.updatedAt,
  };
}

function withheldOf(entry: StoredEntrySummary): WithheldEntry | null {
  const {
    withheldMessage: message,
    withheldPath: path,
    withheldSeq: seq,
    withheldTemplate: template,
  } = entry;
  return seq === null || message === null || path === null ? null : { seq, message, path, template };
}

function scheduledOf(entry: StoredEntrySummary): ScheduledChange | null {
  const { scheduleAction: action, scheduleDueAt: dueAt, scheduleId: id, scheduleState: state } = entry;
  const isOpen = state === 'armed' || state === 'blocked';
  return isOpen && id !== null && action !== null && dueAt !== null ? { id, action, dueAt, state } : null;
}
