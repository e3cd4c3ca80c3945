import { Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Globe, Hash, FileText } from 'lucide-react';
import { useDeferredValue, useEffect, useEffectEvent, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import {
  Autocomplete,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  TextField,
  useFilter,
} from 'react-aria-components';
import { contentModelQuery, entryQuery, firstEntriesQuery } from '../../../api/queries.ts';
import { entryTitle } from '../../../content/entry-title.ts';
import { StateChip } from '../../../ui/state-chip.tsx';
import { useEditor } from '../../use-editor.ts';
import { headingsOf } from './headings-of.ts';
import { addressTyped, type LinkTarget } from './link-target.ts';
import './link-picker.css';

export type LinkPickerProps = {
  /** What stands in it at first. */
  typed: string;
  onChoose: (target: LinkTarget) => void;
};

/** Finds an entry by what it is called, and the place in it; or takes an address. */
export function LinkChoice({ onChoose, typed: initial }: LinkPickerProps): ReactNode {
  const [entryId, setEntryId] = useState<string | null>(null);
  const [typed, setTyped] = useState(initial);
  return entryId === null ? (
    <EntryChoice
      typed={typed}
      onType={setTyped}
      onAddress={(href) => onChoose(toAddress(href))}
      onEntry={setEntryId}
    />
  ) : (
    <AnchorChoice
      entryId={entryId}
      onChoose={(anchor) => onChoose({ href: null, entryId, anchor })}
      onBack={() => setEntryId(null)}
    />
  );
}

function toAddress(href: string): LinkTarget {
  return { href, entryId: null, anchor: null };
}

type EntryChoiceProps = {
  typed: string;
  onType: (typed: string) => void;
  onAddress: (href: string) => void;
  onEntry: (id: string) => void;
};

function EntryChoice({ onAddress, onEntry, onType, typed }: EntryChoiceProps): ReactNode {
  const { t } = useLingui();
  const sought = useDeferredValue(typed.trimStart());
  const address = addressTyped(typed);
  const [isWanted, setWanted] = useState(false);
  const { data, isPending, isPlaceholderData } = useQuery({
    ...firstEntriesQuery(sought === '' ? {} : { q: sought }),
    placeholderData: keepPreviousData,
  });
  const { id: openId } = useEditor().entry;
  // What has no page has no address: the navigation, the settings.
  const { data: model } = useQuery(contentModelQuery);
  const found = (data?.entries ?? []).filter(
    ({ collection }) => model?.collections[collection]?.url !== null,
  );
  // Hardly anybody means the text that they are writing, but for a place in it.
  const entries = found.toSorted((a, b) => Number(a.id === openId) - Number(b.id === openId));
  const isCurrent = !isPending && !isPlaceholderData && sought === typed.trimStart();
  const takeFirst = useEffectEvent((): void => {
    setWanted(false);
    if (address !== null) onAddress(address);
    else if (entries[0] !== undefined) onEntry(entries[0].id);
  });
  // Whoever is quicker than the server means the first that it finds.
  useEffect(() => {
    if (isWanted && isCurrent) takeFirst();
  }, [isWanted, isCurrent]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isEnterTyped(event) || (isOnOne(event) && isCurrent)) return;
    event.preventDefault();
    event.stopPropagation();
    setWanted(true);
  };
  const isNothing = address === null && !isPending && entries.length === 0;
  return (
    <div className="link-picker" onKeyDownCapture={onKeyDown}>
      <Autocomplete inputValue={typed} onInputChange={onType} disableAutoFocusFirst={false}>
        <TextField autoFocus aria-label={t`Find an entry, or type an address`}>
          <Input placeholder={t`Find an entry, or type an address`} />
        </TextField>
        <ListBox
          className="picker-list"
          aria-label={t`Where it leads`}
          selectionMode="none"
          onAction={(key) =>
            address !== null && key === 'address' ? onAddress(address) : onEntry(String(key))
          }
        >
          {address === null ? null : (
            <ListBoxItem id="address" className="picker-item" textValue={address}>
              <Globe aria-hidden="true" />
              <span className="picker-name">{address}</span>
            </ListBoxItem>
          )}
          {entries.map((entry) => (
            <ListBoxItem key={entry.id} id={entry.id} className="picker-item" textValue={entryTitle(entry)}>
              <FileText aria-hidden="true" />
              <span className="picker-name">{entryTitle(entry)}</span>
              <StateChip entry={entry} />
            </ListBoxItem>
          ))}
        </ListBox>
      </Autocomplete>
      {isNothing && (
        <p className="soft" role="status">
          <Trans>No entry is called so, and it is no address.</Trans>
        </p>
      )}
    </div>
  );
}

/** What is typed is passed on to the one of the list that the arrow keys have led to, and comes by here once more. */
function isEnterTyped({ key, target }: KeyboardEvent): boolean {
  return key === 'Enter' && target instanceof HTMLInputElement;
}

/** The arrow keys have led to one of the list; the focus stays where one types. */
function isOnOne({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.hasAttribute('aria-activedescendant');
}

/** No anchor has such a sign. */
const BEGINNING = '#';

type AnchorChoiceProps = { entryId: string; onChoose: (anchor: string | null) => void; onBack: () => void };

function AnchorChoice({ entryId, onBack, onChoose }: AnchorChoiceProps): ReactNode {
  const { t } = useLingui();
  const { contains } = useFilter({ sensitivity: 'base' });
  const { data: entry } = useQuery(entryQuery(entryId));
  const headings = headingsOf(entry?.draft.content);
  const isOnePlace = entry !== undefined && headings.length === 0;
  const choose = useEffectEvent(onChoose);
  useEffect(() => {
    if (isOnePlace) choose(null);
  }, [isOnePlace]);
  useEscape(onBack);
  if (entry === undefined || isOnePlace) return null;
  const title = entryTitle(entry);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isEnterTyped(event) || isOnOne(event)) return;
    event.preventDefault();
    event.stopPropagation();
    // Nothing is sought: it is the entry that is meant.
    if (event.target instanceof HTMLInputElement && event.target.value === '') onChoose(null);
  };
  return (
    <div className="link-picker" onKeyDownCapture={onKeyDown}>
      <Autocomplete filter={contains}>
        <TextField autoFocus aria-label={t`Where in it`}>
          <Label className="picker-title">
            <Trans>Where in “{title}”?</Trans>
          </Label>
          <Input placeholder={t`The beginning`} />
        </TextField>
        <ListBox
          className="picker-list"
          aria-label={t`Where in it`}
          selectionMode="none"
          onAction={(key) => onChoose(key === BEGINNING ? null : String(key))}
        >
          <ListBoxItem id={BEGINNING} className="picker-item" textValue={t`The beginning`}>
            <FileText aria-hidden="true" />
            <span className="picker-name">{t`The beginning`}</span>
          </ListBoxItem>
          {headings.map(({ anchor, level, text }) => (
            <ListBoxItem key={anchor} id={anchor} className={`picker-item level-${level}`} textValue={text}>
              <Hash aria-hidden="true" />
              <span className="picker-name">{text}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Autocomplete>
    </div>
  );
}

/** A step back, before the window around it closes. */
function useEscape(onEscape: () => void): void {
  const escape = useEffectEvent(onEscape);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      escape();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
