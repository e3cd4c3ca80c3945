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

type MenuButtonProps = { label: string; icon: ReactNode; choices: readonly MenuChoice[] };

/** A button without words, which opens what else can be done. */
export function MenuButton({ choices, icon, label }: MenuButtonProps): ReactNode {
  return (
    <MenuTrigger>
      <Trigger className="button quiet icon-only" aria-label={label}>
        {icon}
      </Trigger>
      <Popover className="menu-popover" placement="bottom end" offset={4}>
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
