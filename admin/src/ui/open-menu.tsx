import type { ReactNode, RefObject } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import './menu.css';

export type MenuChoice = {
  id: string;
  label: string;
  icon?: ReactNode;
  onChoose: () => void;
  isDangerous?: boolean;
  isDisabled?: boolean;
};

type OpenMenuProps = {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  choices: readonly MenuChoice[];
  placement: 'bottom start' | 'bottom end';
  onClose: () => void;
};

export function OpenMenu({ anchor, choices, label, onClose, placement }: OpenMenuProps): ReactNode {
  return (
    <Popover
      className="menu-popover"
      aria-label={label}
      triggerRef={anchor}
      isOpen
      onOpenChange={onClose}
      placement={placement}
      offset={4}
    >
      <Menu className="menu" aria-label={label} autoFocus="first" onClose={onClose}>
        {choices.map(({ icon: sign, id, isDangerous = false, isDisabled = false, label: name, onChoose }) => (
          <MenuItem
            key={id}
            id={id}
            textValue={name}
            className={`menu-item ${isDangerous ? 'dangerous' : ''}`}
            isDisabled={isDisabled}
            onAction={onChoose}
          >
            {sign}
            {name}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
