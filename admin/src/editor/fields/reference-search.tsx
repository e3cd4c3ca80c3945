import { useLingui } from '@lingui/react/macro';
import { ChevronsUpDown, Plus } from 'lucide-react';
import { use } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import {
  Button,
  ComboBox,
  ComboBoxStateContext,
  Group,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import { entryTitle } from '../../content/entry-title.ts';
import { labelText } from '../../content/label-text.ts';
import { useEditor } from '../use-editor.ts';
import { NewReferenceDialog } from './new-reference-dialog.tsx';
import { useReferenceSearch, type Item, type Said } from './use-reference-search.ts';

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

/** Finds an entry by its name or by its words, or begins one of that name. */
export function ReferenceSearch(props: ReferenceSearchProps): ReactNode {
  const { collections, isInvalid, labelId, noteId } = props;
  const { entry } = useEditor();
  const { change, choose, end, isLooking, items, making, name, said, say, take, text } =
    useReferenceSearch(props);
  return (
    <>
      <ComboBox
        className="reference-picker"
        aria-labelledby={labelId}
        {...(noteId !== undefined && { 'aria-describedby': noteId })}
        items={items}
        inputValue={text}
        onInputChange={change}
        selectedKey={null}
        onSelectionChange={choose}
        defaultFilter={everything}
        menuTrigger="focus"
        autoFocus
        allowsCustomValue
        allowsEmptyCollection
        isInvalid={isInvalid}
      >
        <Search
          isOpenToEnter={name !== ''}
          onEnter={take}
          onFocus={() => say(null)}
          onBlur={() => say(name === '' ? null : { name, isChosen: false })}
        />
        <Popover className="menu-popover combo-popover" offset={4}>
          <ListBox className="menu" renderEmptyState={() => <NothingFound isLooking={isLooking} />}>
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
      <SaidLine said={said} />
      {making !== null && (
        <NewReferenceDialog
          collections={collections}
          title={making}
          onMade={(id) => end(id)}
          onCancel={() => end(null)}
        />
      )}
    </>
  );
}

function NothingFound({ isLooking }: { isLooking: boolean }): ReactNode {
  const { t } = useLingui();
  return <p className="combo-empty">{isLooking ? t`Looking…` : t`Nothing to choose from yet.`}</p>;
}

type SearchProps = {
  /** There are letters to go by. */
  isOpenToEnter: boolean;
  onEnter: () => void;
  onFocus: () => void;
  onBlur: () => void;
};

function Search({ isOpenToEnter, onBlur, onEnter, onFocus }: SearchProps): ReactNode {
  const { t } = useLingui();
  const list = use(ComboBoxStateContext);
  /** Before the box hears it, which would leave the letters as they are. */
  const enter = (event: KeyboardEvent): void => {
    const isPointing = list !== null && list.isOpen && list.selectionManager.focusedKey !== null;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !isOpenToEnter || isPointing) return;
    event.preventDefault();
    event.stopPropagation();
    list?.close();
    onEnter();
  };
  return (
    <Group className="combo">
      <div className="combo-line" onKeyDownCapture={enter} onFocus={onFocus} onBlur={onBlur}>
        <Input className="combo-input" placeholder={t`Search, or begin a new one`} />
      </div>
      <Button className="button quiet icon-only">
        <ChevronsUpDown aria-hidden="true" />
      </Button>
    </Group>
  );
}

function SaidLine({ said }: { said: Said | null }): ReactNode {
  const { t } = useLingui();
  const name = said?.name ?? '';
  return (
    <span role="status" className={said?.isChosen === false ? 'field-problem' : 'hint'}>
      {said !== null &&
        (said.isChosen
          ? t`“${name}” is chosen already.`
          : t`“${name}” is not chosen: pick it from the list, or press Enter in this box.`)}
    </span>
  );
}

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
