import { useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import {
  Autocomplete,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  TextField,
} from 'react-aria-components';
import type { Command } from './command.ts';
import { usePaletteSections, type PaletteSection } from './use-palette-sections.ts';
import { useModal } from '../ui/use-modal.ts';
import './palette.css';

type PaletteProps = { onLeave: () => void; onShortcuts: () => void };

/** One line to type in, and everything that it leads to. */
export function Palette({ onLeave, onShortcuts }: PaletteProps): ReactNode {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const { isLooking, problem, remember, sections } = usePaletteSections(typed, onShortcuts);
  const dialog = useModal();
  const commands = sections.flatMap((section) => section.commands);
  const isChosen = useRef(false);
  const choose = (command: Command | undefined): void => {
    if (command === undefined || isChosen.current) return;
    isChosen.current = true;
    remember(command);
    onLeave();
    command.onChoose();
  };
  /** Before the list has marked one, the first is meant. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (dialog.current?.querySelector('[role=option][data-focused]') === null) choose(commands[0]);
  };
  return (
    <dialog ref={dialog} className="palette" aria-label={t`Go to, or do`} closedby="any" onClose={onLeave}>
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <TextField className="palette-line" aria-label={t`Search entries, screens and actions`} autoFocus>
          <Search aria-hidden="true" />
          <Input
            role="combobox"
            aria-expanded="true"
            placeholder={t`Search entries, screens and actions`}
            onKeyDown={onKeyDown}
          />
        </TextField>
        <ListBox
          className="palette-list"
          aria-label={t`Results`}
          items={sections}
          onAction={(key) => choose(commands.find(({ id }) => id === key))}
          renderEmptyState={() => (
            <p className="palette-nothing">{problem ?? (isLooking ? t`Looking…` : t`Nothing fits`)}</p>
          )}
        >
          {(section) => <Section section={section} />}
        </ListBox>
      </Autocomplete>
      <footer className="palette-foot" aria-hidden="true">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {t`choose`}
        </span>
        <span>
          <kbd>↵</kbd> {t`open`}
        </span>
        <span>
          <kbd>Esc</kbd> {t`close`}
        </span>
      </footer>
    </dialog>
  );
}

function Section({ section }: { section: PaletteSection }): ReactNode {
  return (
    <ListBoxSection id={section.id}>
      <Header className="palette-title">{section.title}</Header>
      {section.commands.map(({ about, Icon, id, label }) => (
        <ListBoxItem key={id} id={id} textValue={label} className="palette-item">
          <Icon aria-hidden="true" />
          <span className="palette-label">{label}</span>
          {about !== undefined && <span className="palette-about">{about}</span>}
        </ListBoxItem>
      ))}
    </ListBoxSection>
  );
}
