import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { Media } from '../../../model/api/media.ts';
import { api } from '../api/api.ts';
import { queryClient } from '../api/query-client.ts';
import { showToast } from '../ui/toast.ts';
import { mediaQuery } from './media-queries.ts';

export type MediaChange = Partial<Pick<Media, 'alt' | 'focal' | 'isDecorative' | 'tags'>>;

type ChangingMedia = {
  change: (change: MediaChange, then?: { onSuccess: () => void }) => void;
  isBusy: boolean;
  isDone: boolean;
};

/** Saves what is said about a file. What could not be saved is told wherever its author is by then. */
export function useChangeMedia({ fileName, id }: Pick<Media, 'id' | 'fileName'>): ChangingMedia {
  const { t } = useLingui();
  const { isPending, isSuccess, mutate } = useMutation({
    // One after the other: each names all of it.
    scope: { id: `media ${id}` },
    mutationFn: async (change: MediaChange) => {
      const { alt, focal } =
        queryClient.getQueryData(mediaQuery(id).queryKey) ?? (await api.readMedia({ id })).body;
      return (await api.changeMedia({ id, body: { alt, focal, ...change } })).body;
    },
    onSuccess: async (media) => {
      queryClient.setQueryData(mediaQuery(id).queryKey, media);
      await queryClient.invalidateQueries({ queryKey: ['media'] });
    },
    onError: ({ message }, change) =>
      showToast({
        kind: 'problem',
        text: t`What you changed on “${fileName}” is not saved.`,
        details: message,
        action: { label: t`Try again`, onAct: () => mutate(change) },
      }),
  });
  return { change: mutate, isBusy: isPending, isDone: isSuccess };
}
