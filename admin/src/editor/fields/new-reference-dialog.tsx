import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Collection } from '../../../../model/content-model.ts';
import { initialContent } from '../../../../model/initial-content.ts';
import { api } from '../../api/api.ts';
import { entryQuery } from '../../api/queries.ts';
import { labelText } from '../../content/label-text.ts';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { useEditor } from '../use-editor.ts';

type NewReferenceDialogProps = {
  collections: readonly string[];
  title: string;
  onMade: (id: string) => void;
  onCancel: () => void;
};

/** Begins what is to be referred to, without leaving what is written here. The rest of it can wait. */
export function NewReferenceDialog({
  collections,
  onCancel,
  onMade,
  title,
}: NewReferenceDialogProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [name, setName] = useState(title);
  const [collection, setCollection] = useState(collections[0] ?? '');
  const { error, isPending, mutate } = useBegin(collection, onMade);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (name.trim() !== '') mutate(name.trim());
  };
  // Within the form that is behind it, its own would be none.
  return createPortal(
    <AskDialog
      title={t`Begin a new entry`}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="solid" type="submit" form={`${id}-form`} isBusy={isPending}>
            <Trans>Begin it</Trans>
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className="form" onSubmit={submit}>
        <div className="field">
          <label htmlFor={`${id}-name`}>
            <Trans>Name</Trans>
          </label>
          <input
            id={`${id}-name`}
            type="text"
            autoComplete="off"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
        </div>
        {collections.length > 1 && (
          <KindChoice collections={collections} chosen={collection} onChoose={setCollection} />
        )}
        <p className="hint">
          <Trans>It is a draft: visitors see it once it is published too.</Trans>
        </p>
        {error !== null && (
          <p className="field-problem" role="alert">
            {error.message}
          </p>
        )}
      </form>
    </AskDialog>,
    document.body,
  );
}

function useBegin(collection: string, onMade: (id: string) => void) {
  const { entry, model } = useEditor();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => {
      const declared = model.collections[collection];
      const content = declared === undefined ? {} : named(declared, name);
      return (await api.createEntry({ body: { collection, locale: entry.locale, content } })).body;
    },
    onSuccess: (made) => {
      client.setQueryData(entryQuery(made.id).queryKey, made);
      onMade(made.id);
    },
  });
}

type KindChoiceProps = {
  collections: readonly string[];
  chosen: string;
  onChoose: (collection: string) => void;
};

function KindChoice({ chosen, collections, onChoose }: KindChoiceProps): ReactNode {
  const { model } = useEditor();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Kind</Trans>
      </label>
      <select
        id={id}
        className="select-input"
        value={chosen}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {collections.map((known) => (
          <option key={known} value={known}>
            {labelText(model.collections[known]?.label ?? known)}
          </option>
        ))}
      </select>
    </div>
  );
}

function named(collection: Collection, name: string): Record<string, unknown> {
  const content = initialContent(collection);
  return collection.title === null ? content : { ...content, [collection.title]: name };
}
