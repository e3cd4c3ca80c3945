import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { Plus } from 'lucide-react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { contentModelQuery, firstEntriesQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { labelText } from '../content/label-text.ts';
import { StateChip } from '../ui/state-chip.tsx';
import { useSettled } from '../ui/use-settled.ts';
import '../ui/menu.css';
import './bundle-page.css';

type AddEntryProps = { held: ReadonlySet<string>; onAdd: (entry: EntrySummary) => void };

const TYPING_PAUSE_MS = 150;

/** Finds an entry by what is typed, and puts it into the bundle. */
export function AddEntry({ held, onAdd }: AddEntryProps): ReactNode {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  // With the next one it begins anew: what has been emptied would open its list again.
  const [added, setAdded] = useState(0);
  const sought = useSettled(typed.trimStart(), TYPING_PAUSE_MS);
  const found = useQuery(firstEntriesQuery(sought === '' ? {} : { q: sought }));
  // Never what fits something else: whoever types and presses Enter would take that.
  const isLooking = found.isPending || sought !== typed.trimStart();
  const model = useQuery(contentModelQuery).data;
  const entries = (isLooking ? [] : (found.data?.entries ?? [])).filter(({ id }) => !held.has(id));
  return (
    <ComboBox
      key={added}
      className="add-entry"
      items={entries}
      inputValue={typed}
      onInputChange={setTyped}
      selectedKey={null}
      autoFocus={added > 0}
      allowsEmptyCollection
      onSelectionChange={(key) => {
        const entry = entries.find(({ id }) => id === key);
        if (entry === undefined) return;
        setTyped('');
        setAdded(added + 1);
        onAdd(entry);
      }}
    >
      <Label className="for-screen-readers">
        <Trans>Add an entry</Trans>
      </Label>
      <div className="add-entry-field">
        <Plus aria-hidden="true" />
        <Input placeholder={t`Add an entry: search titles and texts`} />
        <Button className="for-screen-readers" aria-label={t`Show entries`} />
      </div>
      <Popover className="menu-popover add-entry-found" offset={4}>
        <ListBox<EntrySummary>
          className="menu"
          renderEmptyState={() => (
            <p className="add-entry-none">
              {isLooking ? <Trans>Looking …</Trans> : <Trans>No entry fits</Trans>}
            </p>
          )}
        >
          {(entry) => (
            <ListBoxItem id={entry.id} textValue={entryTitle(entry)} className="menu-item add-entry-item">
              <span className="row-name">
                <span>{entryTitle(entry)}</span>
                <span className="row-about">
                  {labelText(model?.collections[entry.collection]?.label ?? entry.collection)}
                </span>
              </span>
              <StateChip entry={entry} />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
