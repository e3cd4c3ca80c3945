import { t } from '@lingui/core/macro';
import type { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../model/api/api-error.ts';
import type { EntrySummary } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import { api } from '../api/api.ts';
import { entryTitle } from '../content/entry-title.ts';
import { fieldLabel } from '../content/field-label.ts';
import { brokenLinksIn, type Refused } from '../content/refused-links.ts';
import { inWords } from '../issues/issue-words.ts';
import type { Message } from '../ui/message.tsx';
import { problemLines } from '../ui/problem-lines.ts';
import { changeAndWait, type Change } from './publication.ts';

export type EntryChange = { entry: EntrySummary; action: Change | 'restore'; links?: 'anyway' };

/** What has become of a change; or what somebody has to decide on first. */
export type Outcome = { message: Message } | { refused: Refused };

/** Publishes, withdraws or restores, and says when visitors get it, or why not. */
export async function carryOut(
  asked: EntryChange,
  { client, model }: { client: QueryClient; model: ContentModel },
): Promise<Outcome> {
  const { action, entry, links } = asked;
  const change = client.getMutationCache().build(client, {
    mutationFn: async () =>
      action === 'restore'
        ? await restore(entry)
        : await changeAndWait(entry, action, links === undefined ? {} : { links }),
  });
  try {
    return { message: { kind: 'notice', text: await change.execute(undefined) } };
  } catch (error) {
    const broken = error instanceof ApiError ? brokenLinksIn(error) : null;
    if (broken !== null && action !== 'restore') return { refused: { entry, action, ...broken } };
    const issues = error instanceof ApiError ? inWords(error.issues) : [];
    const details = problemLines(issues, (path) => fieldLabel(model, entry.collection, path));
    return { message: { kind: 'problem', text: textOf(error), details } };
  } finally {
    void client.invalidateQueries({ queryKey: ['entries'] });
  }
}

async function restore(entry: EntrySummary): Promise<string> {
  await api.restoreEntry({ id: entry.id, ifMatch: entry.draftVersionId });
  const title = entryTitle(entry);
  return t`“${title}” is back from the trash, as a draft: visitors see it once it is published.`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
