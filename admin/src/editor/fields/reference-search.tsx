import { useLingui } from '@lingui/react/macro';
import { ChevronsUpDown, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Key, ReactNode } from 'react';
import { Button, ComboBox, Group, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import type { EntrySummary } from '../../../../model/api/entry.ts';
import { entryTitle } from '../../content/entry-title.ts';
import { labelText } from '../../content/label-text.ts';
import { useEditor } from '../use-editor.ts';
import { NewReferenceDialog } from './new-reference-dialog.tsx';
import { useEntryChoices } from './use-entry-choices.ts';

export type ReferencePickerProps = {
  collections: readonly string[];
  /** Chosen already. */
  chosen: readonly string[];
  labelId: string;
  noteId: string | undefined;
  isInvalid: boolean;
  onChoose: (id: string) => void;
};

type ReferenceSearchProps = ReferencePickerProps & {
  /** Before this was there. */
  typed: string;
};

const NEW = 'new';

/** Finds an entry by its name or by its words, or begins one of that name. */
export function ReferenceSearch(props: ReferenceSearchProps): ReactNode {
  const { chosen, collections, isInvalid, labelId, noteId, onChoose, typed } = props;
  const { t } = useLingui();
  const { entry } = useEditor();
  const [text, setText] = useState(typed);
  const [making, setMaking] = useState<string | null>(null);
  const { choices, isLooking } = useEntryChoices({ collections, locale: entry.locale, text });
  const offered = choices.filter(({ id }) => !chosen.includes(id) && id !== entry.id);
  const name = text.trim();
  const items: Item[] = offered.map((choice) => ({ id: choice.id, choice }));
  if (name !== '') items.push({ id: NEW, choice: null });
  const choose = (id: Key | null): void => {
    if (id === null) return;
    if (id === NEW) return setMaking(name);
    setText('');
    onChoose(String(id));
  };
  return (
    <>
      <ComboBox
        className="reference-picker"
        aria-labelledby={labelId}
        {...(noteId !== undefined && { 'aria-describedby': noteId })}
        items={items}
        inputValue={text}
        onInputChange={setText}
        selectedKey={null}
        onSelectionChange={choose}
        defaultFilter={everything}
        menuTrigger="focus"
        autoFocus
        allowsCustomValue
        allowsEmptyCollection
        isInvalid={isInvalid}
      >
        <Search />
        <Popover className="menu-popover combo-popover" offset={4}>
          <ListBox
            className="menu"
            renderEmptyState={() => (
              <p className="combo-empty">{isLooking ? t`Looking…` : t`Nothing to choose from yet.`}</p>
            )}
          >
            {({ choice, id }: Item) => (
              <ChoiceView
                id={id}
                choice={choice}
                newName={name}
                isCollectionShown={collections.length > 1}
                isLocaleShown={choice !== null && choice.locale !== entry.locale}
              />
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      {making !== null && (
        <NewReferenceDialog
          collections={collections}
          title={making}
          onMade={(id) => {
            setMaking(null);
            setText('');
            onChoose(id);
          }}
          onCancel={() => setMaking(null)}
        />
      )}
    </>
  );
}

function Search(): ReactNode {
  const { t } = useLingui();
  return (
    <Group className="combo">
      <Input className="combo-input" placeholder={t`Search, or begin a new one`} />
      <Button className="button quiet icon-only">
        <ChevronsUpDown aria-hidden="true" />
      </Button>
    </Group>
  );
}

type Item = { id: string; choice: EntrySummary | null };

/** The server has looked already, at more than the name. */
function everything(): boolean {
  return true;
}

type ChoiceViewProps = Item & { newName: string; isCollectionShown: boolean; isLocaleShown: boolean };

function ChoiceView({ choice, id, isCollectionShown, isLocaleShown, newName }: ChoiceViewProps): ReactNode {
  const { t } = useLingui();
  const { model } = useEditor();
  const title = choice === null ? t`Begin “${newName}”` : entryTitle(choice);
  return (
    <ListBoxItem id={id} textValue={title} className="menu-item">
      {choice === null && <Plus aria-hidden="true" />}
      <span className="combo-title">{title}</span>
      {choice !== null && isCollectionShown && (
        <span className="combo-detail">{labelText(model.collections[choice.collection]?.label ?? '')}</span>
      )}
      {choice !== null && isLocaleShown && <span className="combo-detail">{choice.locale}</span>}
    </ListBoxItem>
  );
}
