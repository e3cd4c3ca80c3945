import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Tag } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { api } from '../api/api.ts';
import { useEditor } from '../editor/use-editor.ts';
import { momentInFull } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import { useVersionName } from './use-version-name.ts';
import { versionsQuery, type Version } from './versions.ts';

type VersionRowProps = { version: Version; onChoose: (version: Version) => void };

/** When, by whom, and what became of it. It opens what is different from it by now. */
export function VersionRow({ onChoose, version }: VersionRowProps): ReactNode {
  const { i18n, t } = useLingui();
  const title = useVersionName()(version);
  const [isNaming, setNaming] = useState(false);
  const time = i18n.date(new Date(version.savedAt), { timeStyle: 'short' });
  if (isNaming) return <NameForm version={version} onDone={() => setNaming(false)} />;
  return (
    <div className="version-row">
      <button type="button" className="version-way" onClick={() => onChoose(version)}>
        <span className="version-title">{title}</span>
        <span className="version-about">
          <time dateTime={version.savedAt} title={momentInFull(version.savedAt)}>
            {time}
          </time>
          {version.savedByName !== null && <> · {version.savedByName}</>}
        </span>
        <Marks version={version} />
      </button>
      <Button look="quiet" label={t`Name ${title}`} onClick={() => setNaming(true)}>
        <Tag aria-hidden="true" />
      </Button>
    </div>
  );
}

function Marks({
  version: { isDraft, isPublic, restoredFrom, wasPublished },
}: {
  version: Version;
}): ReactNode {
  return (
    <span className="states">
      {isDraft && (
        <span className="state-chip">
          <Trans>Draft</Trans>
        </span>
      )}
      {isPublic ? (
        <span className="state-chip live">
          <Trans>Public</Trans>
        </span>
      ) : (
        wasPublished && (
          <span className="state-chip withdrawn">
            <Trans>Was public</Trans>
          </span>
        )
      )}
      {restoredFrom !== null && (
        <span className="state-chip scheduled">
          <Trans>Restored from {restoredFrom}</Trans>
        </span>
      )}
    </span>
  );
}

function NameForm({ onDone, version }: { version: Version; onDone: () => void }): ReactNode {
  const { t } = useLingui();
  const { id } = useEditor().entry;
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: async (name: string | null) =>
      await api.nameVersion({ id, versionId: version.id, body: { name } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: versionsQuery(id).queryKey });
      onDone();
    },
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('name');
    const name = typeof given === 'string' ? given.trim() : '';
    rename.mutate(name === '' ? null : name);
  };
  return (
    <form
      className="version-name"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
    >
      <input
        name="name"
        type="text"
        aria-label={t`Name of the version`}
        placeholder={t`Such as: as sent to the lawyers`}
        defaultValue={version.name ?? ''}
        maxLength={100}
        autoComplete="off"
        autoFocus
      />
      <Button type="submit" look="solid" isBusy={rename.isPending}>
        <Trans>Name it</Trans>
      </Button>
      <Button onClick={onDone}>
        <Trans>Cancel</Trans>
      </Button>
    </form>
  );
}
