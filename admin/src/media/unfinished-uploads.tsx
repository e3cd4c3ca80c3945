import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { Button } from '../ui/button.tsx';
import { sizeInWords } from './sizes.ts';
import { uploadShelf } from './upload.ts';
import type { ShelvedUpload } from './upload-shelf.ts';
import type { UploadTask } from './uploads.ts';

/** Files of which a part has come before this page was loaded. Nobody but their owner has them: they are chosen again. */
export function UnfinishedUploads({ tasks }: { tasks: readonly UploadTask[] }): ReactNode {
  const { t } = useLingui();
  const [, look] = useState(0);
  const left = uploadShelf
    .list()
    .filter(
      ({ fileName, sentBytes, sizeBytes }) =>
        sentBytes > 0 && !tasks.some(({ file }) => file.name === fileName && file.size === sizeBytes),
    );
  if (left.length === 0) return null;
  const discard = async ({ uploadId }: ShelvedUpload): Promise<void> => {
    uploadShelf.remove(uploadId);
    look((times) => times + 1);
    // It ends there by itself, too.
    await api.endUpload({ id: uploadId }).catch(() => {});
  };
  return (
    <section className="uploads" aria-label={t`Unfinished uploads`}>
      <p>
        <Trans>These files have come in part. Choose them again, and only what is missing is sent.</Trans>
      </p>
      <ul>
        {left.map((upload) => (
          <li key={upload.uploadId} className="upload">
            <span className="upload-name">{upload.fileName}</span>
            <span className="upload-state">
              {t`${sizeInWords(upload.sentBytes)} of ${sizeInWords(upload.sizeBytes)}`}
            </span>
            <Button
              look="quiet"
              aria-label={t`Forget ${upload.fileName}`}
              onClick={() => void discard(upload)}
            >
              <Trans>Forget</Trans>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
