import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { MenuChoice } from './open-menu.tsx';
import { late } from './late.tsx';

export type { MenuChoice } from './open-menu.tsx';

type MenuButtonProps = {
  label: string;
  icon: ReactNode;
  choices: readonly MenuChoice[];
  isLabelShown?: boolean;
};

const OpenMenu = late(
  async () => (await import('./open-menu.tsx')).OpenMenu,
  ({ onClose }) => onClose(),
);

/** A button, mostly without words, which opens what can be done. */
export function MenuButton({ choices, icon, isLabelShown = false, label }: MenuButtonProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={isLabelShown ? 'button plain' : 'button quiet icon-only'}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      >
        {icon}
        {isLabelShown && label}
      </button>
      {isOpen && (
        <OpenMenu
          anchor={button}
          label={label}
          choices={choices}
          placement={isLabelShown ? 'bottom start' : 'bottom end'}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
