import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { MessageSquareText, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { Button } from '../ui/button.tsx';
import { lacksAlt } from './lacks-alt.ts';
import { sizeInWords } from './sizes.ts';
import { cancelUpload, clearUploads, retryUpload, type UploadTask } from './uploads.ts';
import '../ui/progress.css';
import './upload-list.css';

type UploadListProps = {
  tasks: readonly UploadTask[];
  /** Asks what the pictures show, once they are there. */
  onDescribe?: (media: readonly Media[]) => void;
};

/** What is on its way, file by file and together; what was refused stays until somebody has read why. */
export function UploadList({ onDescribe, tasks }: UploadListProps): ReactNode {
  const { t } = useLingui();
  if (tasks.length === 0) return null;
  const { isOver, sentBytes, totalBytes } = progressOf(tasks);
  const bare = tasks.flatMap(({ media }) => (media !== null && lacksAlt(media) ? [media] : []));
  const ids = tasks.map(({ id }) => id);
  const lines = tasks.filter(({ state }) => state !== 'done');
  return (
    <section className="uploads" aria-label={t`Uploads`}>
      <div className="uploads-head">
        <UploadCount tasks={tasks} />
        {isOver ? (
          <>
            {onDescribe !== undefined && bare.length > 0 && (
              <Button onClick={() => onDescribe(bare)}>
                <MessageSquareText aria-hidden="true" />
                <Trans>Write alt texts</Trans>
              </Button>
            )}
            <Button look="quiet" label={t`Close the list of uploads`} onClick={() => clearUploads(ids)}>
              <X aria-hidden="true" />
            </Button>
          </>
        ) : (
          <>
            <span className="soft">{t`${sizeInWords(sentBytes)} of ${sizeInWords(totalBytes)}`}</span>
            <Button look="quiet" onClick={() => ids.forEach(cancelUpload)}>
              <Trans>Cancel all</Trans>
            </Button>
          </>
        )}
      </div>
      {!isOver && <progress aria-label={t`All uploads`} max={Math.max(1, totalBytes)} value={sentBytes} />}
      {lines.length > 0 && (
        <ul>
          {lines.map((task) => (
            <UploadLine key={task.id} task={task} />
          ))}
        </ul>
      )}
    </section>
  );
}

function progressOf(tasks: readonly UploadTask[]): {
  isOver: boolean;
  sentBytes: number;
  totalBytes: number;
} {
  const counted = tasks.filter(({ state }) => state !== 'refused');
  return {
    isOver: counted.every(({ state }) => state === 'done'),
    sentBytes: counted.reduce((sum, { sentBytes }) => sum + sentBytes, 0),
    totalBytes: counted.reduce((sum, { file }) => sum + file.size, 0),
  };
}

function UploadCount({ tasks }: { tasks: readonly UploadTask[] }): ReactNode {
  const count = (wanted: (state: UploadTask['state']) => boolean): number =>
    tasks.filter(({ state }) => wanted(state)).length;
  const done = count((state) => state === 'done');
  const refused = count((state) => state === 'refused');
  const left = tasks.length - done - refused;
  return (
    <p role="status">
      {left > 0 ? (
        <Plural value={left} one="Uploading # file" other="Uploading # files" />
      ) : (
        done > 0 && <Plural value={done} one="# file uploaded" other="# files uploaded" />
      )}
      {left + done > 0 && refused > 0 && ', '}
      {refused > 0 && <Plural value={refused} one="# refused" other="# refused" />}
    </p>
  );
}

function UploadLine({ task }: { task: UploadTask }): ReactNode {
  const { t } = useLingui();
  const { file, id, message, sentBytes, state } = task;
  const { name } = file;
  return (
    <li className={`upload ${state}`}>
      <span className="upload-name">{name}</span>
      <span className="upload-state">
        {state === 'waiting' && <Trans>Waiting</Trans>}
        {state === 'sending' && (
          <progress aria-label={t`Upload of ${name}`} max={Math.max(1, file.size)} value={sentBytes} />
        )}
        {state === 'unreachable' && <Trans>No connection. It goes on by itself.</Trans>}
        {state === 'refused' && message}
      </span>
      {state === 'refused' && (
        <Button look="quiet" label={t`Try ${name} again`} onClick={() => void retryUpload(id)}>
          <RotateCw aria-hidden="true" />
        </Button>
      )}
      {state === 'refused' ? (
        <Button look="quiet" label={t`Take ${name} off the list`} onClick={() => clearUploads([id])}>
          <X aria-hidden="true" />
        </Button>
      ) : (
        <Button look="quiet" label={t`Cancel the upload of ${name}`} onClick={() => cancelUpload(id)}>
          <X aria-hidden="true" />
        </Button>
      )}
    </li>
  );
}
