import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { MessageSquareText, Trash2, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { api } from '../api/api.ts';
import { queryClient } from '../api/query-client.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import { DeleteMediaDialog } from './delete-media-dialog.tsx';
import { DescribeDialog } from './describe-dialog.tsx';
import { lacksAlt } from './lacks-alt.ts';
import { useMayDo } from './may-change.ts';
import { TagInput } from './tags-field.tsx';
import '../deeds/bulk-bar.css';
import '../ui/form.css';

type MediaBulkProps = { selected: readonly Media[]; onClear: () => void };

/** What is done to several files at once. */
export function MediaBulk({ onClear, selected }: MediaBulkProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const may = useMayDo();
  const [asked, setAsked] = useState<'delete' | 'describe' | null>(null);
  const tagging = useMutation({
    mutationFn: async (tag: string) => {
      for (const { alt, focal, id: mediaId, tags } of selected)
        if (!tags.includes(tag))
          await api.changeMedia({ id: mediaId, body: { alt, focal, tags: [...tags, tag] } });
      return tag;
    },
    onSuccess: (tag) => showToast({ kind: 'done', text: t`${selected.length} files have the tag “${tag}”.` }),
    onError: ({ message }) =>
      showToast({ kind: 'problem', text: t`Not every file has the tag.`, details: message }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['media'] }),
  });
  const bare = selected.filter((media) => lacksAlt(media) && may.change(media));
  return (
    <div className="bulk-bar media-bulk" role="group" aria-label={t`Selected files`}>
      <strong>
        <Plural value={selected.length} one="# selected" other="# selected" />
      </strong>
      {selected.every(may.change) && (
        <span className="field">
          <label className="for-screen-readers" htmlFor={id}>{t`Tag for all of them`}</label>
          <TagInput id={id} taken={[]} onAdd={(tag) => tagging.mutate(tag)} />
        </span>
      )}
      {bare.length > 0 && (
        <Button onClick={() => setAsked('describe')}>
          <MessageSquareText aria-hidden="true" />
          <Trans>Write alt texts</Trans>
        </Button>
      )}
      {selected.every(may.remove) && (
        <Button onClick={() => setAsked('delete')}>
          <Trash2 aria-hidden="true" />
          <Trans>Delete</Trans>
        </Button>
      )}
      <Button look="quiet" label={t`Select nothing`} onClick={onClear}>
        <X aria-hidden="true" />
      </Button>
      {asked === 'delete' && (
        <DeleteMediaDialog media={selected} onClose={() => setAsked(null)} onDeleted={onClear} />
      )}
      {asked === 'describe' && <DescribeDialog media={bare} onClose={() => setAsked(null)} />}
    </div>
  );
}
