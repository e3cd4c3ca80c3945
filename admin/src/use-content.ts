import { useEffect, useState } from 'react';
import type { ContentModel } from '../../model/content-model.ts';
import type { EntryList, EntrySummary } from '../../model/api/entry.ts';
import { ApiError } from '../../model/api/api-error.ts';
import { api } from './api.ts';
import { brokenLinksIn, type Refused } from './broken-links-dialog.tsx';
import { addressOf, knownFilter, queryOf, readFilter } from './filters.tsx';
import { fieldLabel } from './field-label.ts';
import type { Filter } from './filters.tsx';
import type { Message } from './message.tsx';
import { changeAndWait } from './publication.ts';
import type { Change } from './publication.ts';
import { useAttempt } from './use-attempt.ts';

export type ContentState = {
  model: ContentModel | null;
  filter: Filter;
  setFilter: (filter: Filter) => void;
  /** Null until the first page of the list has come. */
  listing: EntryList | null;
  showMore: () => void;
  message: Message | null;
  busyEntryId: string | null;
  change: (entry: EntrySummary, action: Change, how?: { links: 'anyway' }) => Promise<void>;
  /** Until somebody has decided. */
  refused: Refused | null;
  forgetRefused: () => void;
};

/** The list of entries and what can be done in it. Whatever the server refuses becomes the message. */
export function useContent({ onSignedOut }: { onSignedOut: () => void }): ContentState {
  const [model, setModel] = useState<ContentModel | null>(null);
  const [filter, setFilter] = useState(readFilter);
  const [listing, setListing] = useState<EntryList | null>(null);
  const [message, setMessage] = useState<Message | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busyEntryId, setBusyEntryId] = useState<string | null>(null);

  const attempt = useAttempt({ onSignedOut, setMessage });
  useEffect(() => {
    void attempt(async () => {
      const { body: loaded } = await api.readContentModel();
      setFilter((asked) => knownFilter(asked, loaded));
      setModel(loaded);
    });
  }, [attempt]);
  // Not before the model: what it does not have, the server would refuse to list.
  const isReady = model !== null;
  useEffect(() => {
    if (!isReady) return undefined;
    let isCurrent = true;
    history.replaceState(null, '', addressOf(filter));
    void attempt(async () => {
      const first = await readPage(filter);
      // A slower answer to an earlier choice must not replace this one.
      if (isCurrent) setListing(first);
    });
    return () => {
      isCurrent = false;
    };
  }, [filter, isReady, attempt]);

  async function showMore({ entries, nextCursor }: EntryList): Promise<void> {
    const next = await readPage(filter, nextCursor ?? undefined);
    setListing({ entries: [...entries, ...next.entries], nextCursor: next.nextCursor });
  }

  async function change(entry: EntrySummary, action: Change, how?: { links: 'anyway' }): Promise<void> {
    setBusyEntryId(entry.id);
    setMessage(null);
    setRefused(null);
    await attempt(
      async () => {
        try {
          setMessage({ kind: 'notice', text: await changeAndWait(entry, action, how) });
        } catch (error) {
          const broken = error instanceof ApiError ? brokenLinksIn(error) : null;
          if (broken === null) throw error;
          setRefused({ entry, action, ...broken });
        }
      },
      (path) => fieldLabel(model, entry.collection, path),
    );
    await attempt(async () => setListing(await readPage(filter)));
    setBusyEntryId(null);
  }

  return {
    model,
    filter,
    setFilter: (next) => {
      setMessage(null);
      setFilter(next);
    },
    listing,
    showMore: () => {
      if (listing !== null) void attempt(() => showMore(listing));
    },
    message,
    busyEntryId,
    change,
    refused,
    forgetRefused: () => setRefused(null),
  };
}

async function readPage(filter: Filter, cursor?: string): Promise<EntryList> {
  return (await api.listEntries({ query: { ...queryOf(filter), cursor } })).body;
}
