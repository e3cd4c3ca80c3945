import type { ReactNode } from 'react';
import { Button as Trigger, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import './menu.css';

export type MenuChoice = {
  id: string;
  label: string;
  icon?: ReactNode;
  onChoose: () => void;
  isDangerous?: boolean;
  isDisabled?: boolean;
};

type MenuButtonProps = {
  label: string;
  icon: ReactNode;
  choices: readonly MenuChoice[];
  isLabelShown?: boolean;
};

/** A button, mostly without words, which opens what can be done. */
export function MenuButton({ choices, icon, isLabelShown = false, label }: MenuButtonProps): ReactNode {
  return (
    <MenuTrigger>
      <Trigger className={isLabelShown ? 'button plain' : 'button quiet icon-only'} aria-label={label}>
        {icon}
        {isLabelShown && label}
      </Trigger>
      <Popover className="menu-popover" placement={isLabelShown ? 'bottom start' : 'bottom end'} offset={4}>
        <Menu className="menu" aria-label={label}>
          {choices.map(
            ({ icon: sign, id, isDangerous = false, isDisabled = false, label: name, onChoose }) => (
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
            ),
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
