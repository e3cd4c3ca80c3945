import { Trans, useLingui } from '@lingui/react/macro';
import { ImagePlus, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { UploadButton } from './upload-button.tsx';
import { useUploads } from './uploads.ts';

type NoMediaProps = {
  isNarrowed: boolean;
  mayUpload: boolean;
  onShowAll: () => void;
  onFiles: (files: readonly File[]) => void;
};

export function NoMedia({ isNarrowed, mayUpload, onFiles, onShowAll }: NoMediaProps): ReactNode {
  const { t } = useLingui();
  const isComing = useUploads().some(({ state }) => state !== 'done' && state !== 'refused');
  if (isComing && !isNarrowed) return null;
  if (isNarrowed) {
    return (
      <Empty
        icon={<SearchX />}
        title={t`Nothing fits`}
        action={<Button onClick={onShowAll}>{t`Show everything`}</Button>}
      >
        <Trans>No file is what you are looking for. Try other words, or fewer conditions.</Trans>
      </Empty>
    );
  }
  return (
    <Empty
      icon={<ImagePlus />}
      title={t`Nothing here yet`}
      action={mayUpload && <UploadButton onFiles={onFiles} />}
    >
      {mayUpload ? (
        <Trans>
          Pictures, documents, sound and video for your pages. Drop files here, or paste a picture.
        </Trans>
      ) : (
        <Trans>Nobody has uploaded anything yet.</Trans>
      )}
    </Empty>
  );
}
