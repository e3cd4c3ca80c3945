import { Trans, useLingui } from '@lingui/react/macro';
import { useContext, useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { EntryChoice } from '../choose/entry-choice.tsx';
import { usePageCollections } from '../choose/page-collections.ts';
import { EditorContext } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import type { LinkTarget } from './link-target.ts';

/** To an entry, which is followed when it moves; or to an address as it stands. What is chosen last counts. */
export function LinkTargetForm({ onTake }: { onTake: (target: LinkTarget) => void }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [entryId, setEntryId] = useState<string | null>(null);
  const [address, setAddress] = useState('');
  const typed = address.trim();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (entryId !== null) onTake({ entryId });
    else if (typed !== '') onTake({ address: typed });
  };
  return (
    <form className="link-target" onSubmit={submit}>
      <label htmlFor={id}>
        <Trans>To which address</Trans>
      </label>
      <input
        id={id}
        type="text"
        placeholder="/"
        autoComplete="off"
        autoFocus
        value={address}
        onChange={({ target }) => {
          setAddress(target.value);
          setEntryId(null);
        }}
      />
      <EntryChoice
        legend={t`Or to an entry`}
        entryId={entryId}
        collections={usePageCollections()}
        without={useContext(EditorContext)?.entry.id}
        onChoose={(entry) => {
          setEntryId(entry.id);
          setAddress('');
        }}
      />
      <Button type="submit" disabled={entryId === null && typed === ''}>
        <Trans>Take it</Trans>
      </Button>
    </form>
  );
}
