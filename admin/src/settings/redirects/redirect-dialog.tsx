import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { redirectAddress, redirectTargetOf } from '../../../../model/redirect-target.ts';
import { EntryChoice } from '../../choose/entry-choice.tsx';
import { usePageCollections } from '../../choose/page-collections.ts';
import { ChoiceLine, TextLine } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { formText } from '../form-text.ts';
import { useProblemOf } from '../refused-places.ts';
import type { RedirectRow } from './redirect-csv.ts';

type RedirectDialogProps = {
  /** null: a new one. */
  redirect: RedirectRow | null;
  /** Of a new one, the address that it is for. */
  from?: string;
  onSave: (redirect: RedirectRow) => Promise<void>;
  onLeave: () => void;
};

type Kind = 'path' | 'entry' | 'gone';

export function RedirectDialog({ from, onLeave, onSave, redirect }: RedirectDialogProps): ReactNode {
  const { t } = useLingui();
  const [kind, setKind] = useState<Kind>(kindOf(redirect));
  const [entryId, setEntryId] = useState(redirect?.to?.kind === 'entry' ? redirect.to.entryId : null);
  const [address, setAddress] = useState(addressOf(redirect));
  const save = async (data: FormData): Promise<void> => {
    const path = formText(data, 'path');
    if (kind === 'gone') return await onSave({ path, status: 410, to: null });
    const status = formText(data, 'status') === '302' ? 302 : 301;
    const to =
      kind === 'entry'
        ? ({ kind: 'entry', entryId: entryId ?? '' } as const)
        : redirectTargetOf(address.trim());
    return await onSave({ path, status, to });
  };
  return (
    <FormDialog
      title={redirect === null ? t`Add a redirect` : t`Change the redirect`}
      submitLabel={t`Save`}
      onSubmit={save}
      onLeave={onLeave}
    >
      <TextLine
        name="path"
        label={t`From the address`}
        hint={t`A path without a page, such as /old/`}
        defaultValue={redirect?.path ?? from}
        readOnly={redirect !== null || from !== undefined}
        pattern="/.*"
      />
      <ChoiceLine
        name="kind"
        label={t`Visitors`}
        value={kind}
        onChange={({ target }) => setKind(target.value as Kind)}
        options={[
          ['path', t`are led to another address`],
          ['entry', t`are led to an entry, wherever it moves`],
          ['gone', t`are told that it is gone`],
        ]}
      />
      {kind === 'path' && (
        <TextLine
          // What is refused is said beside it under the one name or the other.
          name={`to.${redirectTargetOf(address.trim()).kind}`}
          label={t`To the address`}
          hint={t`A path such as /new/, or an address of another site: https://…`}
          value={address}
          onChange={({ target }) => setAddress(target.value)}
          pattern="\s*(/|[hH][tT][tT][pP][sS]?://).*"
        />
      )}
      {kind === 'entry' && <TargetEntry entryId={entryId} onChoose={setEntryId} />}
      {kind !== 'gone' && (
        <ChoiceLine
          name="status"
          label={t`For how long`}
          defaultValue={redirect?.status ?? 301}
          options={[
            ['301', t`For good: browsers and search engines remember it`],
            ['302', t`For now: they ask again each time`],
          ]}
        />
      )}
    </FormDialog>
  );
}

type TargetEntryProps = { entryId: string | null; onChoose: (entryId: string) => void };

function TargetEntry({ entryId, onChoose }: TargetEntryProps): ReactNode {
  const { t } = useLingui();
  return (
    <EntryChoice
      legend={t`To the entry`}
      entryId={entryId}
      collections={usePageCollections()}
      onChoose={({ id }) => onChoose(id)}
      problem={useProblemOf('to.entryId')}
      isRequired
    />
  );
}

function kindOf(redirect: RedirectRow | null): Kind {
  if (redirect === null) return 'path';
  if (redirect.to === null) return 'gone';
  return redirect.to.kind === 'entry' ? 'entry' : 'path';
}

function addressOf(redirect: RedirectRow | null): string {
  const to = redirect?.to ?? null;
  return to === null || to.kind === 'entry' ? '' : redirectAddress(to);
}
