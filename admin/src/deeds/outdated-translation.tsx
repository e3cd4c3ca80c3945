import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { entryQuery } from '../api/queries.ts';
import { localeName, translationsQuery } from '../editor/translations.ts';
import { useEditor } from '../editor/use-editor.ts';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import '../editor/recovery-notice.css';

const Differences = late(
  withWords('editor', async () => (await import('../editor/differences.tsx')).Differences),
);

type OutdatedProps = { sourceId: string; versionId: string; locale: string };

/** Says so, shows what has changed, and takes it that this one says the same again. */
export function OutdatedTranslation({ locale, sourceId, versionId }: OutdatedProps): ReactNode {
  const { i18n, t } = useLingui();
  const { entry } = useEditor();
  const client = useQueryClient();
  const [isShown, setShown] = useState(false);
  const { data: source } = useQuery(entryQuery(sourceId));
  const confirm = useMutation({
    mutationFn: async (seen: string) =>
      (await api.confirmTranslation({ id: entry.id, body: { entryId: sourceId, versionId: seen } })).body,
    onSuccess: ({ translations }) => client.setQueryData(translationsQuery(entry.id).queryKey, translations),
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
  });
  const language = localeName(locale, i18n.locale);
  return (
    <section className="notice lost-words" aria-label={t`The original has changed`}>
      <p>
        <Trans>What this was translated from has changed since ({language}).</Trans>
      </p>
      <div className="lost-choices">
        <Button aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          <Trans>Show what has changed</Trans>
        </Button>
        <Button
          look="quiet"
          isBusy={confirm.isPending}
          disabled={source === undefined}
          onClick={() => source !== undefined && confirm.mutate(source.draft.versionId)}
        >
          <Trans>This one says the same again</Trans>
        </Button>
      </div>
      {isShown && source !== undefined && (
        <Changed source={source.draft.content} {...{ sourceId, versionId }} />
      )}
    </section>
  );
}

type ChangedProps = { sourceId: string; versionId: string; source: Readonly<Record<string, unknown>> };

function Changed({ source, sourceId, versionId }: ChangedProps): ReactNode {
  const { data: before } = useQuery({
    queryKey: ['version', versionId],
    queryFn: async ({ signal }) => (await api.readVersion({ id: sourceId, versionId, signal })).body,
    staleTime: Infinity,
  });
  return before === undefined ? null : (
    <>
      <Differences before={before.content} after={source} />
    </>
  );
}
