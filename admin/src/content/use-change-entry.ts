import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { EntrySummary } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { Message } from '../ui/message.tsx';
import { problemLines } from '../ui/problem-lines.ts';
import { brokenLinksIn, type Refused } from './refused-links.ts';
import { fieldLabel } from './field-label.ts';
import { changeAndWait, type Change } from './publication.ts';

export type EntryChange = { entry: EntrySummary; action: Change; links?: 'anyway' };

export type EntryChanging = {
  change: (asked: EntryChange) => void;
  busyEntryId: string | null;
  /** What has become of the last change. */
  message: Message | null;
  /** Until somebody has decided. */
  refused: Refused | null;
  forgetRefused: () => void;
};

/** Publishes and withdraws from a list, and says when visitors get it, or why not. */
export function useChangeEntry(model: ContentModel): EntryChanging {
  const client = useQueryClient();
  const [refused, setRefused] = useState<Refused | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ action, entry, links }: EntryChange) =>
      await changeAndWait(entry, action, links === undefined ? {} : { links }),
    onMutate: () => setRefused(null),
    onError: (error, { action, entry }) => {
      const broken = error instanceof ApiError ? brokenLinksIn(error) : null;
      if (broken !== null) setRefused({ entry, action, ...broken });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['entries'] }),
  });
  const { data, error, isPending, variables } = mutation;
  const problem = (): Message | null => {
    if (error === null || refused !== null) return null;
    const issues = error instanceof ApiError ? error.issues : [];
    const collection = variables?.entry.collection ?? '';
    const details = problemLines(issues, (path) => fieldLabel(model, collection, path));
    return { kind: 'problem', text: error.message, details };
  };
  return {
    change: (asked) => mutation.mutate(asked),
    busyEntryId: isPending ? (variables?.entry.id ?? null) : null,
    message: data === undefined ? problem() : { kind: 'notice', text: data },
    refused,
    forgetRefused: () => {
      setRefused(null);
      mutation.reset();
    },
  };
}
