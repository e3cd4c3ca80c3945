import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Replace } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { api } from '../api/api.ts';
import { queryClient } from '../api/query-client.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import { mediaQuery, mediaUsageQuery } from './media-queries.ts';
import { sizeInWords } from './sizes.ts';

/** Other bytes in the place of these: whatever names the file shows them. */
export function ReplaceButton({ media }: { media: Media }): ReactNode {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <Replace aria-hidden="true" />
        <Trans>Replace</Trans>
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t`The file to replace it with`}
        accept={media.kind === 'picture' ? 'image/*' : undefined}
        onChange={({ currentTarget }) => {
          setFile(currentTarget.files?.[0] ?? null);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
      {file !== null && <ReplaceDialog media={media} file={file} onClose={() => setFile(null)} />}
    </>
  );
}

type ReplaceDialogProps = { media: Media; file: File; onClose: () => void };

function ReplaceDialog({ file, media, onClose }: ReplaceDialogProps): ReactNode {
  const { t } = useLingui();
  const usage = useQuery(mediaUsageQuery(media.id)).data;
  const pages = usage?.shownOn?.pages.length ?? 0;
  const replacing = useMutation({
    mutationFn: async () => {
      const body = new FormData();
      body.set('file', file);
      return (await api.replaceMediaFile({ id: media.id, body })).body;
    },
    onSuccess: (replaced) => {
      queryClient.setQueryData(mediaQuery(media.id).queryKey, replaced);
      void queryClient.invalidateQueries({ queryKey: ['media'] });
      showToast({ kind: 'done', text: t`“${replaced.fileName}” is in its place.` });
      onClose();
    },
  });
  return (
    <AskDialog
      title={t`Replace “${media.fileName}”?`}
      onCancel={onClose}
      choices={
        <>
          <Button onClick={onClose} disabled={replacing.isPending}>{t`Leave it as it is`}</Button>
          <Button look="solid" isBusy={replacing.isPending} onClick={() => replacing.mutate()}>
            {replacing.isPending ? t`Replacing…` : t`Replace`}
          </Button>
        </>
      }
    >
      {replacing.error !== null && (
        <MessageBox message={{ kind: 'problem', text: replacing.error.message }} />
      )}
      {media.kind === 'picture' && <NewPicture file={file} />}
      <p>
        <strong>{file.name}</strong> ({sizeInWords(file.size)})
      </p>
      <p>
        {pages > 0 ? (
          <Plural
            value={pages}
            one="It stands on # page, which shows the new file at once."
            other="It stands on # pages, which show the new file at once."
          />
        ) : (
          <Trans>Whatever names the file shows the new one at once.</Trans>
        )}{' '}
        {media.kind === 'picture' && (
          <Trans>Alt text and focal point stay: see whether they still fit.</Trans>
        )}
      </p>
    </AskDialog>
  );
}

function NewPicture({ file }: { file: File }): ReactNode {
  const picture = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    if (picture.current !== null) picture.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [file]);
  return <img ref={picture} className="new-picture" alt="" />;
}
