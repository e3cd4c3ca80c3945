import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { api } from '../api/api.ts';
import { queryClient } from '../api/query-client.ts';
import { entryTitle } from '../content/entry-title.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import { mediaUsageQuery } from './media-queries.ts';

type DeleteMediaDialogProps = {
  media: readonly Media[];
  onClose: () => void;
  onDeleted: () => void;
};

/** As many places as somebody reads before they decide. */
const PLACES_SHOWN = 8;

/** Asks before files go, and says where they are missing then. */
export function DeleteMediaDialog({ media, onClose, onDeleted }: DeleteMediaDialogProps): ReactNode {
  const { t } = useLingui();
  const usages = useQueries({ queries: media.map(({ id }) => ({ ...mediaUsageQuery(id), staleTime: 0 })) });
  const isReading = usages.some(({ isFetching }) => isFetching);
  const unread = usages.find(({ error }) => error !== null);
  const known = usages.flatMap(({ data }) => data ?? []);
  const entries = known.flatMap((usage) => usage.entries);
  const pages = [...new Set(known.flatMap(({ shownOn }) => shownOn?.pages.map(({ path }) => path) ?? []))];
  const nameOf = (title: string): string => t`the entry “${title}”`;
  const isUsed = known.some(({ count }) => count > 0) || pages.length > 0;
  const deleting = useMutation({
    mutationFn: async () => {
      for (const { id } of media) await api.deleteMedia({ id, query: { despiteUse: isUsed } });
    },
    onSuccess: () => {
      onClose();
      onDeleted();
      const [first] = media;
      showToast({
        kind: 'done',
        text:
          media.length === 1 ? t`“${first?.fileName}” is deleted.` : t`${media.length} files are deleted.`,
      });
    },
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['media'] });
      await queryClient.invalidateQueries({ queryKey: ['entries', 'with-media'] });
    },
  });
  const [first] = media;
  return (
    <AskDialog
      title={media.length === 1 ? t`Delete “${first?.fileName}”?` : t`Delete ${media.length} files?`}
      isLoud={isUsed}
      onCancel={onClose}
      choices={
        <>
          <Button onClick={onClose}>{media.length === 1 ? t`Keep it` : t`Keep them`}</Button>
          {unread !== undefined && !isReading ? (
            <Button onClick={() => usages.map(async ({ refetch }) => await refetch())}>{t`Try again`}</Button>
          ) : (
            <Button look="danger" isBusy={deleting.isPending || isReading} onClick={() => deleting.mutate()}>
              {isUsed ? t`Delete all the same` : t`Delete`}
            </Button>
          )}
        </>
      }
    >
      {deleting.error !== null && <MessageBox message={{ kind: 'problem', text: deleting.error.message }} />}
      {unread !== undefined && !isReading ? (
        <MessageBox
          message={{
            kind: 'problem',
            text: t`Where it is shown could not be found out. Nothing is deleted before that is known.`,
            details: [unread.error?.message ?? ''],
          }}
        />
      ) : (
        <Use
          count={media.length}
          isReading={isReading}
          isUsed={isUsed}
          places={[...pages, ...entries.map((entry) => nameOf(entryTitle(entry)))]}
        />
      )}
    </AskDialog>
  );
}

type UseProps = { count: number; isReading: boolean; isUsed: boolean; places: readonly string[] };

function Use({ count, isReading, isUsed, places }: UseProps): ReactNode {
  if (isReading) {
    return (
      <p role="status">
        <Trans>Looking where it is shown…</Trans>
      </p>
    );
  }
  if (!isUsed) {
    return (
      <p>
        <Plural value={count} one="No entry and no page shows it." other="No entry and no page shows them." />
      </p>
    );
  }
  return (
    <>
      <p>
        <Plural
          value={count}
          one="It is in use. Pages show nothing in its place from then on:"
          other="Some of them are in use. Pages show nothing in their place from then on:"
        />
      </p>
      <Places places={places} />
    </>
  );
}

function Places({ places }: { places: readonly string[] }): ReactNode {
  const more = places.length - PLACES_SHOWN;
  return (
    <ul>
      {[...new Set(places)].slice(0, PLACES_SHOWN).map((place) => (
        <li key={place}>{place}</li>
      ))}
      {more > 0 && (
        <li>
          <Plural value={more} one="and # more" other="and # more" />
        </li>
      )}
    </ul>
  );
}
