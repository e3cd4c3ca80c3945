import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Check, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { sizeInWords } from './sizes.ts';
import { cancelUpload, clearUploads, retryUpload, type UploadTask } from './uploads.ts';
import './upload-list.css';

/** What is on its way, file by file and together; what was refused stays until somebody has read why. */
export function UploadList({ tasks }: { tasks: readonly UploadTask[] }): ReactNode {
  const { t } = useLingui();
  if (tasks.length === 0) return null;
  const total = tasks.reduce((sum, { file }) => sum + file.size, 0);
  const sent = tasks.reduce(
    (sum, task) => sum + (task.state === 'refused' ? task.file.size : task.sentBytes),
    0,
  );
  const left = tasks.filter(({ state }) => state !== 'done' && state !== 'refused').length;
  const done = tasks.filter(({ state }) => state === 'done').length;
  const refused = tasks.filter(({ state }) => state === 'refused').length;
  return (
    <section className="uploads" aria-label={t`Uploads`}>
      <div className="uploads-head">
        <p role="status">
          {left > 0 ? (
            <Plural value={left} one="Uploading # file" other="Uploading # files" />
          ) : (
            <Plural value={done} one="# file uploaded" other="# files uploaded" />
          )}
          {refused > 0 && (
            <>
              {', '}
              <Plural value={refused} one="# refused" other="# refused" />
            </>
          )}
        </p>
        {left > 0 && <span className="soft">{t`${sizeInWords(sent)} of ${sizeInWords(total)}`}</span>}
        {left > 0 ? (
          <Button look="quiet" onClick={() => tasks.forEach(({ id }) => cancelUpload(id))}>
            <Trans>Cancel all</Trans>
          </Button>
        ) : (
          <Button
            look="quiet"
            label={t`Close the list of uploads`}
            onClick={() => clearUploads(tasks.map(({ id }) => id))}
          >
            <X aria-hidden="true" />
          </Button>
        )}
      </div>
      {left > 0 && <progress aria-label={t`All uploads`} max={Math.max(1, total)} value={sent} />}
      <ul>
        {tasks.map((task) => (
          <UploadLine key={task.id} task={task} />
        ))}
      </ul>
    </section>
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
        {state === 'done' && (
          <>
            <Check aria-hidden="true" />
            <Trans>Uploaded</Trans>
          </>
        )}
        {state === 'refused' && message}
      </span>
      {state === 'refused' && (
        <Button look="quiet" label={t`Try ${name} again`} onClick={() => void retryUpload(id)}>
          <RotateCw aria-hidden="true" />
        </Button>
      )}
      {state === 'refused' || state === 'done' ? (
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
