import type { QueryClient } from '@tanstack/react-query';
import type { ContentModel } from '../../../model/content-model.ts';
import { entryTitle } from '../../../model/entry-address.ts';
import { initialContent } from '../../../model/initial-content.ts';
import { entryQuery } from '../api/queries.ts';
import { begunAs, NEW } from '../editor/blank-entry.ts';
import { createDeviceShelf } from '../editor/keep/device-shelf.ts';
import type { KeptDraft } from '../editor/keep/kept-draft.ts';
import { hasAll, lostByEntry } from '../editor/keep/lost-drafts.ts';
import { livingWindows } from '../editor/keep/window-lock.ts';

/** Words that this device keeps and the server does not have. */
export type UnsavedWords = {
  key: string;
  collection: string;
  /** As the address has it. */
  entryId: string;
  /** Of one that was never saved. */
  locale: string | undefined;
  title: string;
  keptAt: string;
};

type Looking = { client: QueryClient; model: ContentModel; userId: string };

/** Of windows that are gone: where one lives, its words are on their way. */
export async function findUnsavedWords({ client, model, userId }: Looking): Promise<UnsavedWords[]> {
  const [kept, living] = await Promise.all([createDeviceShelf().listAll(), livingWindows()]);
  const lost = lostByEntry({ kept, living, userId, now: Date.now() });
  const found = await Promise.all(
    lost.map(async (draft) =>
      begunAs(draft.entryId) === null ? await ofEntry(draft, client, model) : ofNew(draft, model),
    ),
  );
  return found.filter((words) => words !== null);
}

function ofNew(draft: KeptDraft, model: ContentModel): UnsavedWords | null {
  const { content, entryId, keptAt } = draft;
  const begun = begunAs(entryId);
  const declared = begun === null ? undefined : model.collections[begun.collection];
  if (begun === null || declared === undefined) return null;
  if (hasAll(declared.fields, { draft, content: initialContent(declared) })) return null;
  const { collection, locale } = begun;
  const title = entryTitle(model, { collection, content });
  return { key: entryId, collection, entryId: NEW, locale, title, keptAt };
}

async function ofEntry(
  draft: KeptDraft,
  client: QueryClient,
  model: ContentModel,
): Promise<UnsavedWords | null> {
  const { entryId, keptAt } = draft;
  try {
    const { collection, draft: saved, title } = await client.fetchQuery(entryQuery(entryId));
    const fields = model.collections[collection]?.fields;
    if (fields === undefined || hasAll(fields, { draft, content: saved.content })) return null;
    return { key: entryId, collection, entryId, locale: undefined, title, keptAt };
  } catch {
    // It is gone, or nobody can say now where it is.
    return null;
  }
}
